namespace DrEvents.Backend.Features.Telemetry.Archive;

/// <summary>Samples of days that may be closed: a repeat is found in the archive, and what is new opens its day again.</summary>
public static class LateSamples
{
    /// <summary>Whether the day of this time may be closed. Days are closed when they are older than a whole day at least.</summary>
    public static bool MayBeClosed(DateTimeOffset at, DateTimeOffset now) => TelemetryDays.Of(at) < TelemetryDays.Of(now);

    public static async Task<HashSet<Guid>> ArchivedIdsAsync(IDocumentSession session, string[] streams, CancellationToken cancellation)
    {
        var ids = new HashSet<Guid>();
        await foreach (var segment in session.SegmentsAsync(streams, cancellation))
            ids.UnionWith(DayContent.Of(segment).Rows(segment.Stream).Select(r => r.Id));
        return ids;
    }
}
