using System.Data;
using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Looks whether the rows that results rest on are still what they were when the results were chained, and names the first that is not.</summary>
public sealed class HistoryAudit(IDocumentStore store)
{
    /// <param name="eventId">Rows of this event alone; null for all. The chain itself is always looked at whole.</param>
    /// <param name="kept">A hash that a link has to have; null where none was kept.</param>
    public async Task<HistoryReport> OfAsync(string? eventId, string? kept, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        var links = await session.HistoryAsync(cancellation);
        var (problem, rows) = (HistoryLink.Problem(links), 0L);
        if (problem is null && kept is not null && !links.Exists(l => l.Hash == kept))
            problem = $"no link has the hash {kept}: the history was made anew, or its end was cut off";
        foreach (var ofEvent in links.Where(l => eventId is null || l.EventId == eventId).GroupBy(l => l.EventId))
        {
            if (problem is not null)
                break;
            (problem, var looked) = await OfEventAsync(session, ofEvent.Key, [.. ofEvent], cancellation);
            rows += looked;
        }
        return new HistoryReport(problem is null, problem, links.Count, rows, links.LastOrDefault()?.Hash);
    }

    private static async Task<(string? Problem, int Rows)> OfEventAsync(
        IQuerySession session,
        string eventId,
        List<HistoryLink> links,
        CancellationToken cancellation
    )
    {
        var now = await HistoryRows.OfAsync(session, eventId, cancellation);
        var pages = (await session.EventsOfAsync(HistoryStream.Of(eventId), [typeof(RowsDigested)], cancellation))
            .Select(e => (RowsDigested)e.Data)
            .ToLookup(p => p.Place);
        foreach (var link in links)
        {
            var digested = pages[link.Place]
                .SelectMany(p => p.Streams)
                .SelectMany(s => s.Sequences.Select((sequence, i) => new DigestedRow(sequence, s.Stream, i + 1, s.Of(i))))
                .OrderBy(r => r.Sequence)
                .ToList();
            if (digested.Count != link.Rows || RowDigest.OfAll(digested.Select(r => r.Digest)) != link.RowsSha256)
                return ($"the digests of link {link.Place} in {HistoryStream.Of(eventId)} were changed", now.Count);
            if (FirstOther(digested, now, link) is { } problem)
                return (problem, now.Count);
        }
        return (null, now.Count);
    }

    private static string? FirstOther(List<DigestedRow> then, List<DigestedRow> now, HistoryLink link)
    {
        var found = now.ToDictionary(r => r.Sequence);
        foreach (var row in then)
        {
            if (!found.TryGetValue(row.Sequence, out var same))
                return $"{Named(row)} was removed: {Chained(link)} was made over it";
            if (same.Digest != row.Digest)
                return $"{Named(row)} was changed after {Chained(link)} was made";
        }
        var known = then.Select(r => r.Sequence).ToHashSet();
        var inserted = now.Find(r => r.Sequence <= link.UpTo && !known.Contains(r.Sequence));
        return inserted == default ? null : $"{Named(inserted)} was inserted: {Chained(link)} was made without it";
    }

    private static string Named(DigestedRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"stored event {row.Sequence} (version {row.Version} of {row.Stream})");

    private static string Chained(HistoryLink link) =>
        string.Create(CultureInfo.InvariantCulture, $"link {link.Place} (result {link.Result} of {link.EventId})");
}
