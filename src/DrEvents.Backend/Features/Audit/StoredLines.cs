using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Stored events as lines, as the store holds them.</summary>
public static class StoredLines
{
    /// <param name="upTo">The last of them: what was stored later was not known to the result.</param>
    public static async Task WriteAsync(IQuerySession session, string[] streams, long upTo, TextWriter text, CancellationToken cancellation)
    {
        foreach (var row in (await session.WholeRowsAsync(streams, cancellation)).Where(r => r.Sequence <= upTo))
            await text.WriteLineAsync(StoredLine.Of(row.Sequence, row.Stream, row.Version, row.StoredAt, row.Type, row.Json));
    }
}
