using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Archive;

/// <summary>What one step of closing did; a stream that is not closed has more rows, or somebody still needs them.</summary>
public readonly record struct ClosingStep(int Samples, int Bytes, bool IsClosed);

/// <summary>Moves a VEN's day into the archive: all of it in one transaction, unpacked and compared before anything is deleted.</summary>
public static class DayClosing
{
    /// <summary>Most rows of one segment, and most of their bytes: they are in memory at once. A day at 5 s has 17,280.</summary>
    private const int RowsMax = 20_000;
    private const int BytesMax = 4 * 1024 * 1024;

    /// <summary>Takes one step; null when another node is at it, or when the stream is not open.</summary>
    public static async Task<ClosingStep?> StepAsync(
        IDocumentStore store,
        string stream,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (TelemetryStreams.VenOf(stream) is not { } venId || TelemetryDays.OfStream(stream) is not { } day)
            return null;
        await using var session = store.LightweightSession();
        if (!await session.TryLockOpenAsync(stream, cancellation))
            return null;
        var projected = await session.KeepProjectedAsync([LiveProjection.Shard], cancellation);
        var (rows, isAll) = await session.RowsAsync(stream, RowsMax, BytesMax, cancellation);
        if (rows.Count > 0 && rows.Max(r => r.Sequence) > projected)
            return new ClosingStep(0, 0, IsClosed: false);
        var bytes = 0;
        if (rows.Count > 0)
        {
            var segment = DayContent.Pack(stream, rows);
            var read = DayContent.Rows(segment);
            if (read.Count != rows.Count || Enumerable.Range(0, rows.Count).Any(i => !read[i].IsSameAs(rows[i])))
                throw new InvalidDataException($"{stream} was not packed without loss; it stays as it is");
            session.MoveIntoSegment(segment, venId, day, rows, now);
            bytes = segment.Content.Length;
        }
        if (isAll)
            session.CloseStream(stream);
        await session.SaveChangesAsync(cancellation);
        return new ClosingStep(rows.Count, bytes, isAll);
    }
}
