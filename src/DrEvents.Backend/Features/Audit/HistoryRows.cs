using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Features.Audit;

/// <summary>A row that a result rests on, beside the readings.</summary>
public readonly record struct DigestedRow(long Sequence, string Stream, long Version, string Digest);

/// <summary>Rows of an event's own stream, of its VENs' parts and of its measurement.</summary>
public static class HistoryRows
{
    private const int StreamsAtOnce = 1_000;

    /// <summary>In the order of their sequences.</summary>
    public static async Task<List<DigestedRow>> OfAsync(IQuerySession session, string eventId, CancellationToken cancellation)
    {
        string[] streams = [eventId, ResultStream.Of(eventId), .. await session.StreamsAsync(eventId + "/", cancellation)];
        var rows = new List<DigestedRow>();
        foreach (var page in streams.Chunk(StreamsAtOnce))
            rows.AddRange(
                (await session.WholeRowsAsync(page, cancellation)).Select(r => new DigestedRow(
                    r.Sequence,
                    r.Stream,
                    r.Version,
                    RowDigest.Of(r.Sequence, r.Stream, r.Version, r.Type, r.StoredAt, r.Json)
                ))
            );
        rows.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return rows;
    }

    public static IEnumerable<RowsDigested> Pages(int place, List<DigestedRow> rows)
    {
        var (page, count) = (new List<StreamDigests>(), 0);
        foreach (var stream in rows.GroupBy(r => r.Stream).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var ordered = stream.OrderBy(r => r.Version).ToList();
            page.Add(new StreamDigests(stream.Key, ordered.ConvertAll(r => r.Sequence), string.Concat(ordered.Select(r => r.Digest))));
            count += ordered.Count;
            if (count < RowsDigested.RowsMax)
                continue;
            yield return new RowsDigested(place, page);
            (page, count) = ([], 0);
        }
        if (page.Count > 0)
            yield return new RowsDigested(place, page);
    }
}
