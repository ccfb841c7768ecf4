namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Messages that could not be read: kept, counted, looked at, read again.</summary>
public static class DeadLettersCapability
{
    private static readonly TimeSpan Gathered = TimeSpan.FromSeconds(1);

    public static void Configure(StoreOptions store)
    {
        var days = new StreamState<RefusedDay>("RefusedDays", version: 2, RefusedDay.Fold, RefusedDay.Prefix);
        store.Keep(days.FoldsAndTells(_ => new DeadLettersAdded(), typeof(MessagesRefused)));
        store.Schema.For<DeadLetter>().Duplicate(l => l.PayloadBytes);
    }

    public static void Configure(WolverineOptions wolverine) =>
        wolverine.BatchMessagesOf<DeadLettersAdded>(b => b.TriggerTime = Gathered).Sequential().BufferedInMemory();
}
