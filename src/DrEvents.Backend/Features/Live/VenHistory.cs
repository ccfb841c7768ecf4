using System.Runtime.CompilerServices;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Telemetry.Archive;
using JasperFx.Events;

namespace DrEvents.Backend.Features.Live;

/// <summary>One stored event of a VEN.</summary>
/// <param name="Sequence">Its place among all events.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Data">What was stored.</param>
/// <param name="Event">With what Marten knows of it; null for a sample.</param>
public readonly record struct VenEvent(long Sequence, string Stream, object Data, IEvent? Event);

/// <summary>The streams of one VEN.</summary>
/// <param name="Events">Its own and its participations.</param>
/// <param name="Telemetry">Its days of telemetry, open or closed.</param>
public sealed record VenStreams(string[] Events, string[] Telemetry);

/// <summary>
/// Reads all that is stored of one VEN in the order in which it was stored, days in the archive too, where they are: a segment is unpacked when its
/// turn comes, so that a few of them are in memory at once however long the history is.
/// </summary>
public static class VenHistory
{
    /// <summary>Everything up to a sequence.</summary>
    /// <param name="session">Reads segments and events.</param>
    /// <param name="rows">
    /// Reads which segments there are, and then the rows of open days as they are asked for. It has to see one snapshot: a day that is closed meanwhile
    /// would be in neither.
    /// </param>
    /// <param name="streams">What is read.</param>
    /// <param name="upTo">The last sequence.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async IAsyncEnumerable<VenEvent> ReadAsync(
        IQuerySession session,
        IQuerySession rows,
        VenStreams streams,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var heads = streams.Telemetry.Length == 0 ? [] : await rows.SegmentHeadsAsync(streams.Telemetry, cancellation);
        var events = await session.EventsOfAsync(streams.Events, cancellation);
        var sources = heads
            .Where(h => h.FirstSequence <= upTo)
            .Select(h => (h.FirstSequence, SegmentAsync(session, h, upTo, cancellation)))
            .Append(
                (
                    0,
                    events.Where(e => e.Sequence <= upTo).Select(e => new VenEvent(e.Sequence, e.StreamKey!, e.Data, e)).ToAsyncEnumerable()
                )
            )
            .Append((0, Open(rows, streams.Telemetry, upTo, cancellation)));
        await foreach (var stored in MergeAsync(sources, cancellation))
            yield return stored;
    }

    private static async IAsyncEnumerable<VenEvent> SegmentAsync(
        IQuerySession session,
        SegmentHead head,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        if (await session.SegmentAsync(head, cancellation) is not { } segment)
            throw new InvalidOperationException($"{head.Stream} was reopened while it was read");
        foreach (var row in DayContent.Of(segment).Samples(segment.Stream).Where(r => r.Sequence <= upTo))
            yield return new VenEvent(row.Sequence, segment.Stream, StoredSample.Read(row, json), Event: null);
    }

    private static IAsyncEnumerable<VenEvent> Open(IQuerySession session, string[] streams, long upTo, CancellationToken cancellation)
    {
        if (streams.Length == 0)
            return AsyncEnumerable.Empty<VenEvent>();
        var json = session.DocumentStore.Options.Serializer();
        return session
            .OpenRowsAsync(streams, upTo, cancellation)
            .Select(r => new VenEvent(r.Row.Sequence, r.Stream, StoredSample.Read(r.Row, json), Event: null));
    }

    /// <summary>Merges what is ordered by sequence each; a source is opened when the first sequence that it can have has its turn.</summary>
    private static async IAsyncEnumerable<VenEvent> MergeAsync(
        IEnumerable<(long First, IAsyncEnumerable<VenEvent> Events)> sources,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var waiting = new PriorityQueue<(IAsyncEnumerator<VenEvent> Events, bool IsOpen), long>();
        var all = new List<IAsyncEnumerator<VenEvent>>();
        foreach (var (first, events) in sources)
        {
            all.Add(events.GetAsyncEnumerator(cancellation));
            waiting.Enqueue((all[^1], IsOpen: false), first);
        }
        try
        {
            while (waiting.TryDequeue(out var source, out _))
            {
                var events = source.Events;
                var hasNext = source.IsOpen || await events.MoveNextAsync();
                while (hasNext && (!waiting.TryPeek(out _, out var others) || events.Current.Sequence <= others))
                {
                    yield return events.Current;
                    hasNext = await events.MoveNextAsync();
                }
                if (hasNext)
                    waiting.Enqueue((events, IsOpen: true), events.Current.Sequence);
            }
        }
        finally
        {
            foreach (var events in all)
                await events.DisposeAsync();
        }
    }
}
