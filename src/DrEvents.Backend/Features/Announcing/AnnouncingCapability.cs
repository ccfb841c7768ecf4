namespace DrEvents.Backend.Features.Announcing;

/// <summary>Telling VENs of events ahead of their start.</summary>
public static class AnnouncingCapability
{
    private static readonly TimeSpan Gathered = TimeSpan.FromMilliseconds(250);

    public static void Configure(WolverineOptions wolverine) =>
        wolverine.BatchMessagesOf<AnnounceLate>(b => b.TriggerTime = Gathered).Sequential().BufferedInMemory();

    public static void Add(IServiceCollection services) => services.AddActing<MissedAnnouncements>();
}
