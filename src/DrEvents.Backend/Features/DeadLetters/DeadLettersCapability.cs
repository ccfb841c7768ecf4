namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Messages that could not be read: kept, counted, looked at, read again.</summary>
public static class DeadLettersCapability
{
    private static readonly TimeSpan Gathered = TimeSpan.FromSeconds(1);

    public static void Configure(StoreOptions store)
    {
        store.Keep(new RefusedDayState());
        store.Schema.For<DeadLetter>().Duplicate(l => l.PayloadBytes);
    }

    public static void Configure(WolverineOptions wolverine) =>
        wolverine.BatchMessagesOf<DeadLettersAdded>(b => b.TriggerTime = Gathered).Sequential().BufferedInMemory();
}
