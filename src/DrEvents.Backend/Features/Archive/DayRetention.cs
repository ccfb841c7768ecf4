using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Archive;

/// <summary>Deletes closed days that are too old and that nobody needs. What read models hold of them is kept, and so are samples under a seal.</summary>
public static class DayRetention
{
    public static DateOnly? FirstKept(DateOnly today, ArchiveOptions options) =>
        options.KeepDays == 0 ? null : today.AddDays(-options.KeepDays);

    /// <summary>Says of which days how many samples went.</summary>
    public static async IAsyncEnumerable<(DateOnly Day, long Samples)> TrimAsync(
        IDocumentStore store,
        ArchiveOptions options,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var today = TelemetryDays.Of(now);
        await using var session = store.QuerySession();
        // Read models that are being made do not hold yet what has to be kept.
        if (FirstKept(today, options) is not { } firstKept || await LiveReadiness.SinceAsync(session, cancellation) is not null)
            yield break;
        foreach (var day in await session.ClosedDaysAsync(firstKept, cancellation))
        {
            var needed = await EventDays.VensAsync(session, day, today, options, cancellation);
            if (await DeleteAsync(store, day, [.. needed], now, cancellation) is > 0 and var samples)
                yield return (day, samples);
        }
    }

    /// <summary>Deletes a day but for these VENs, and returns how many samples went. Another node that is at it is waited for.</summary>
    public static async Task<long> DeleteAsync(
        IDocumentStore store,
        DateOnly day,
        string[] keptVenIds,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        for (var deleted = 0L; ; )
        {
            await using var session = store.LightweightSession();
            var page = await session.HoldClosedAsync(day, keptVenIds, cancellation);
            if (page.Count == 0)
                return deleted;
            var held = await KeptDay.InReadModelsAsync(session, [.. page.Select(p => p.VenId)], day, cancellation);
            var spans = await SealedSamples.SpansAsync(session, day, cancellation);
            var samples = 0L;
            foreach (var closed in page)
            {
                var rows = await SealedAsync(session, closed.Stream, [.. spans[closed.VenId]], cancellation);
                var remains = rows.Count == 0 ? null : DayContent.Pack(closed.Stream, rows);
                session.Delete(closed, day, held[closed.VenId], remains, rows, now);
                samples += closed.Samples - rows.Count;
            }
            await session.SaveChangesAsync(cancellation);
            deleted += samples;
        }
    }

    private static async Task<List<EventRow>> SealedAsync(
        IQuerySession session,
        string stream,
        List<TimeRange> spans,
        CancellationToken cancellation
    )
    {
        if (spans.Count == 0)
            return [];
        var json = session.DocumentStore.Options.Serializer();
        return await session
            .SegmentsAsync([stream], cancellation)
            .SelectMany(DayContent.Rows)
            .Where(r => IsSealed(StoredSample.Read(r.Of(stream), json).LiveAt))
            .ToListAsync(cancellation);

        bool IsSealed(DateTimeOffset at) => spans.Exists(s => at >= s.Start && at < s.End);
    }
}
