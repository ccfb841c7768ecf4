using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>One stored event of a VEN.</summary>
/// <param name="StoredAt">When it was stored, by the store's clock.</param>
/// <param name="Event">With what Marten knows of it; null for a sample.</param>
public readonly record struct VenEvent(long Sequence, string Stream, object Data, DateTimeOffset StoredAt, IEvent? Event)
{
    public static VenEvent Of(IEvent stored) => new(stored.Sequence, stored.StreamKey!, stored.Data, stored.Timestamp, stored);
}

/// <summary>Reads all that is stored of VENs in that order. Closed days are unpacked when their turn comes: a few are in memory at once.</summary>
public static class VenHistory
{
    /// <param name="session">In a transaction that sees one snapshot: a day that is closed meanwhile would be read twice, or not at all.</param>
    /// <param name="streams">The VENs' own and their participations.</param>
    /// <param name="telemetry">Days of telemetry, open or closed.</param>
    public static IAsyncEnumerable<VenEvent> ReadAsync(
        IDocumentSession session,
        string[] streams,
        string[] telemetry,
        long upTo,
        CancellationToken cancellation
    ) => ReadAsync(session, streams, telemetry, after: 0, upTo, cancellation);

    /// <summary>The same of what was stored after a sequence.</summary>
    /// <param name="samples">When samples were stored that are wanted; null for all.</param>
    public static async IAsyncEnumerable<VenEvent> ReadAsync(
        IDocumentSession session,
        string[] streams,
        string[] telemetry,
        long after,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation,
        TimeRange? samples = null
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var events = await session.EventsOfAsync(streams, cancellation);
        var sources = (await session.SegmentHeadsAsync(telemetry, cancellation))
            .Where(h => h.FirstSequence <= upTo)
            .Select(h => (h.FirstSequence, SegmentAsync(h)))
            .Append((0, events.Select(VenEvent.Of).ToAsyncEnumerable()))
            .Append((0, session.OpenRowsAsync(telemetry, after, upTo, cancellation, samples?.Start, samples?.End).Select(Sample)));
        await foreach (var stored in MergeAsync(sources, cancellation))
        {
            if (stored.Sequence > after && stored.Sequence <= upTo)
                yield return stored;
        }

        async IAsyncEnumerable<VenEvent> SegmentAsync(SegmentHead head)
        {
            var segment = (await session.SegmentAsync(head, cancellation))!;
            foreach (var row in DayContent.Samples(segment).Where(IsWanted))
                yield return Sample(row);
        }

        bool IsWanted(StoredRow row) => samples is not { } wanted || (row.StoredAt >= wanted.Start && row.StoredAt < wanted.End);

        VenEvent Sample(StoredRow row) => new(row.Sequence, row.Stream, StoredSample.Read(row, json), row.StoredAt, Event: null);
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
