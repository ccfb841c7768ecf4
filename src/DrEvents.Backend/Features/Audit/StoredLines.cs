using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Stored events as lines, as the store holds them.</summary>
public static class StoredLines
{
    public static async Task WriteAsync(IQuerySession session, string[] streams, TextWriter text, CancellationToken cancellation)
    {
        foreach (var row in await session.WholeRowsAsync(streams, cancellation))
            await text.WriteLineAsync(StoredLine.Of(row.Sequence, row.Stream, row.Version, row.StoredAt, row.Type, row.Json));
    }
}
