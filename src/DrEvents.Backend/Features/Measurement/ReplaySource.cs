using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Reads every stored event, archived or not, that an event's figures rest on; those of one VEN in the order of their storing.</summary>
public sealed class ReplaySource
{
    /// <summary>VENs that are read together: a few of their archived days are in memory at once.</summary>
    private const int VensAtOnce = 10;

    /// <summary>So long before the start commands are ready, and a reading is known, at the most.</summary>
    private static readonly TimeSpan AskedAhead = TimeSpan.FromMinutes(5);

    /// <summary>So long before the start it matters what VENs used that are not called.</summary>
    private static readonly TimeSpan ComparedAhead = TimeSpan.FromMinutes(40);

    private readonly IDocumentSession _session;
    private readonly DrEvent _owner;
    private readonly ILookup<string, IEvent> _seals;
    private readonly IReadOnlyList<string> _others;
    private readonly HashSet<string> _compared;
    private readonly DateTimeOffset _to;

    private ReplaySource(
        IDocumentSession session,
        DrEvent owner,
        IReadOnlyList<IEvent> seals,
        IReadOnlyList<string> others,
        IReadOnlyList<string> called,
        ControlGroupSealed? chosen,
        DateTimeOffset to
    )
    {
        (_session, _owner, _others, Called, Chosen, _to) = (session, owner, others, called, chosen, to);
        _seals = seals.ToLookup(s => ((BaselineSealed)s.Data).VenId);
        _compared = (chosen?.VenIds ?? []).ToHashSet();
    }

    /// <summary>VENs that have a part in the event, be it that they were asked for nothing.</summary>
    public IReadOnlyList<string> Called { get; }

    /// <summary>VENs that it does not call and is measured by; null without any.</summary>
    public ControlGroupSealed? Chosen { get; }

    /// <summary>All of them, so many at a time as are read together.</summary>
    public IEnumerable<string[]> Pages => Called.Union(_compared).Chunk(VensAtOnce);

    /// <summary>Looks up what there is to read.</summary>
    /// <param name="session">In a transaction that sees one snapshot.</param>
    /// <param name="until">Nothing that happened later is wanted; null for all of it.</param>
    public static async Task<ReplaySource> OpenAsync(
        IDocumentSession session,
        DrEvent owner,
        CancellationToken cancellation,
        DateTimeOffset? until = null
    )
    {
        var seals = await session.EventsOfAsync(BaselineSealed.StreamOf(owner.Id), [typeof(BaselineSealed)], cancellation);
        // Others may have held its VENs while it ran, or while what its baselines rest on was measured.
        var measured = seals.Select(e => ((BaselineSealed)e.Data).WindowStart).Where(s => s > owner.StartTime - BaselineSealed.LookBackMax);
        // The hour after its end tells how its VENs came back.
        var (from, end) = (measured.Append(OthersFrom(owner)).Min(), owner.EndTime + ReturnSums.Watched);
        var to = until < end ? until.Value : end;
        var others = await session.EventIdsAsync(e => e.EndTime > from && e.StartTime < to && e.Id != owner.Id, cancellation);
        var participations = await session.StreamsAsync(owner.Id + "/", cancellation);
        var called = participations.ConvertAll(p => p[(owner.Id.Length + 1)..]);
        var chosen = (await ControlGroupSealed.ReadAsync(session, [owner.Id], cancellation)).GetValueOrDefault(owner.Id);
        return new ReplaySource(session, owner, seals, others, called, chosen, to);
    }

    /// <summary>The event's stream and measurement; of each VEN its stream, its participations and its telemetry of the event's days.</summary>
    /// <param name="session">In a transaction that sees one snapshot.</param>
    public static IAsyncEnumerable<VenEvent> ReadAsync(IDocumentSession session, DrEvent owner, CancellationToken cancellation) =>
        ReadAsync(session, owner, after: 0, upTo: long.MaxValue, cancellation);

    /// <summary>From then on it matters which other events held VENs, or had held them shortly before, that it is measured by.</summary>
    public static DateTimeOffset OthersFrom(DrEvent owner)
    {
        var compared = ControlGroup.Needed(owner).Start - ReturnSums.Watched;
        return compared < owner.StartTime ? compared : owner.StartTime;
    }

    /// <summary>The same after a sequence and up to another; the event's own stream comes whole, with the first of all.</summary>
    public static async IAsyncEnumerable<VenEvent> ReadAsync(
        IDocumentSession session,
        DrEvent owner,
        long after,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var e in after > 0 ? [] : await session.EventsOfAsync([owner.Id], cancellation))
            yield return VenEvent.Of(e);
        var source = await OpenAsync(session, owner, cancellation);
        foreach (var venIds in source.Pages)
        {
            await foreach (var stored in source.ReadAsync(venIds, after, upTo, cancellation))
                yield return stored;
        }
    }

    /// <summary>What is stored of one page of VENs, after a sequence and up to another.</summary>
    public IAsyncEnumerable<VenEvent> ReadAsync(string[] venIds, long after, long upTo, CancellationToken cancellation) =>
        ReadAsync(venIds, after, upTo, samples: null, cancellation);

    /// <summary>All that is stored of one page of VENs, but of samples only those that matter to the event's figures, and that were stored before then.</summary>
    public IAsyncEnumerable<VenEvent> ReadAsync(string[] venIds, DateTimeOffset samplesBefore, CancellationToken cancellation)
    {
        // Clocks of VENs are ahead by less than that.
        var since = venIds.Min(From) - Interval.Length;
        var samples = new TimeRange(since, samplesBefore > since ? samplesBefore : since);
        return ReadAsync(venIds, after: 0, upTo: long.MaxValue, samples, cancellation);
    }

    private async IAsyncEnumerable<VenEvent> ReadAsync(
        string[] venIds,
        long after,
        long upTo,
        TimeRange? samples,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var streams = venIds.SelectMany(v => _others.Append(_owner.Id).Select(e => Participation.StreamOf(e, v)).Append(Ven.StreamOf(v)));
        var days = venIds.SelectMany(v => TelemetryStreams.Between(v, From(v), _to));
        var ownSeals = new Queue<IEvent>(
            venIds.SelectMany(v => _seals[v]).Where(s => s.Sequence > after && s.Sequence <= upTo).OrderBy(s => s.Sequence)
        );
        await foreach (var stored in VenHistory.ReadAsync(_session, [.. streams], [.. days], after, upTo, cancellation, samples))
        {
            while (ownSeals.TryPeek(out var seal) && seal.Sequence < stored.Sequence)
                yield return VenEvent.Of(ownSeals.Dequeue());
            yield return stored;
        }
        while (ownSeals.TryDequeue(out var seal))
            yield return VenEvent.Of(seal);
    }

    /// <summary>What it used when it was asked is in a sample before the start.</summary>
    private DateTimeOffset From(string venId) =>
        (_owner.ActivatedAt ?? _owner.StartTime) - (_compared.Contains(venId) ? ComparedAhead : AskedAhead);
}
