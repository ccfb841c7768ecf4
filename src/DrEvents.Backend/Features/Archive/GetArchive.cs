using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Archive;

public static class GetArchive
{
    /// <summary>Says what is in the archive of closed days, what waits, and what was deleted.</summary>
    [WolverineGet("/api/archive")]
    [Needs(Need.Read)]
    public static async Task<ArchiveView> Get(
        IQuerySession session,
        IOptions<ArchiveOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var due = DayKeeper.FirstOpen(now, options.Value) is { } firstOpen
            ? await session.CountDueStreamsAsync(TelemetryDays.Name(firstOpen), now - DayKeeper.Quiet, now, cancellation)
            : 0;
        var totals = await ClosedTotals.ReadAsync(session, now, cancellation);
        return new ArchiveView(
            totals.VenDays,
            totals.Samples,
            totals.Bytes,
            totals.OldestDay,
            totals.NewestDay,
            VenDaysDue: due,
            VenDaysReopening: totals.Reopening,
            VenDaysReopened: totals.AskedToReopen - totals.Reopening,
            new ArchiveDeleted(totals.DeletedVenDays, totals.DeletedSamples, totals.NewestDeletedDay)
        );
    }
}
