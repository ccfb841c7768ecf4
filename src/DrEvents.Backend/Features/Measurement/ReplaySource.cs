using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Telemetry.Archive;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Reads every stored event, archived or not, that an event's figures rest on; those of one VEN in the order of their storing.</summary>
public static class ReplaySource
{
    private const int PageSize = 5_000;

    /// <summary>VENs that are read together: so many of their archived days are in memory at once.</summary>
    private const int VensAtOnce = 10;

    /// <summary>The event's stream and measurement; of each VEN its stream, its participations and its telemetry of the event's days.</summary>
    public static async IAsyncEnumerable<(long Sequence, string Stream, object Data)> ReadAsync(
        IQuerySession session,
        DrEvent owner,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var participations = await session.StreamsAsync(owner.Id + "/", cancellation);
        var venIds = participations.ConvertAll(p => p[(owner.Id.Length + 1)..]);
        var eventIds = await TouchingAsync(session, owner, cancellation);
        var first = owner.ActivatedAt ?? owner.StartTime;
        string[][] groups =
        [
            [owner.Id, BaselineSealed.StreamOf(owner.Id)],
            .. venIds
                .Select(v =>
                    eventIds
                        .Select(e => Participation.StreamOf(e, v))
                        .Append(Ven.StreamOf(v))
                        .Concat(TelemetryStreams.Between(v, first, owner.EndTime))
                )
                .Chunk(VensAtOnce)
                .Select(vens => vens.SelectMany(streams => streams).ToArray()),
        ];
        foreach (var streams in groups)
        {
            await foreach (var stored in InOrderAsync(session, streams, cancellation))
                yield return stored;
        }
    }

    /// <summary>The event, and those that may have held its VENs while it ran, or while what its baselines rest on was measured.</summary>
    private static async Task<IReadOnlyList<string>> TouchingAsync(IQuerySession session, DrEvent owner, CancellationToken cancellation)
    {
        var seals = await session.EventsAsync<BaselineSealed>(BaselineSealed.StreamOf(owner.Id), "venId", values: null, cancellation);
        var measured = seals.Select(s => s.WindowStart).Where(s => s > owner.StartTime - BaselineSealed.LookBackMax);
        var (from, to) = (measured.Append(owner.StartTime).Min(), owner.EndTime);
        var others = await session
            .Query<DrEvent>()
            .Where(e => e.EndTime > from && e.StartTime < to && e.Id != owner.Id)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        return [owner.Id, .. others];
    }

    private static async IAsyncEnumerable<(long Sequence, string Stream, object Data)> InOrderAsync(
        IQuerySession session,
        string[] streams,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var archived = new List<(string Stream, StoredRow Row)>();
        await foreach (var segment in session.SegmentsAsync(streams, cancellation))
            archived.AddRange(DayContent.Of(segment).Samples(segment.Stream).Select(row => (segment.Stream, row)));
        var waiting = new Queue<(string Stream, StoredRow Row)>(archived.OrderBy(a => a.Row.Sequence));
        for (var after = 0L; ; )
        {
            var page = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.StreamKey!.IsOneOf(streams) && e.Sequence > after)
                .OrderBy(e => e.Sequence)
                .Take(PageSize)
                .ToListAsync(cancellation);
            foreach (IEvent e in page)
            {
                while (waiting.TryPeek(out var older) && older.Row.Sequence < e.Sequence)
                    yield return Sample(waiting.Dequeue());
                yield return (e.Sequence, e.StreamKey!, e.Data);
            }
            if (page.Count < PageSize)
                break;
            after = page[^1].Sequence;
        }
        while (waiting.Count > 0)
            yield return Sample(waiting.Dequeue());

        (long, string, object) Sample((string Stream, StoredRow Row) a) => (a.Row.Sequence, a.Stream, StoredSample.Read(a.Row, json));
    }
}
