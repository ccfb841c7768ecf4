using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Reads every stored event, archived or not, that an event's figures rest on; those of one VEN in the order of their storing.</summary>
public static class ReplaySource
{
    /// <summary>VENs that are read together: a few of their archived days are in memory at once.</summary>
    private const int VensAtOnce = 10;

    /// <summary>So long before the start commands are ready, and a reading is known, at the most.</summary>
    private static readonly TimeSpan AskedAhead = TimeSpan.FromMinutes(5);

    /// <summary>The event's stream and measurement; of each VEN its stream, its participations and its telemetry of the event's days.</summary>
    /// <param name="session">In a transaction that sees one snapshot.</param>
    public static async IAsyncEnumerable<VenEvent> ReadAsync(
        IDocumentSession session,
        DrEvent owner,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var e in await session.EventsOfAsync([owner.Id], cancellation))
            yield return Of(e);
        var seals = await session.EventsOfAsync([BaselineSealed.StreamOf(owner.Id)], cancellation);
        // Others may have held its VENs while it ran, or while what its baselines rest on was measured.
        var measured = seals.Select(e => ((BaselineSealed)e.Data).WindowStart).Where(s => s > owner.StartTime - BaselineSealed.LookBackMax);
        // The hour after its end tells how its VENs came back.
        var (from, to) = (measured.Append(owner.StartTime).Min(), owner.EndTime + ReturnSum.Watched);
        var others = await session.EventIdsAsync(e => e.EndTime > from && e.StartTime < to && e.Id != owner.Id, cancellation);
        var participations = await session.StreamsAsync(owner.Id + "/", cancellation);
        foreach (var venIds in participations.Select(p => p[(owner.Id.Length + 1)..]).Chunk(VensAtOnce))
        {
            var streams = venIds.SelectMany(v => others.Append(owner.Id).Select(e => Participation.StreamOf(e, v)).Append(Ven.StreamOf(v)));
            // What it used when it was asked is in a sample before the start.
            var days = venIds.SelectMany(v => TelemetryStreams.Between(v, (owner.ActivatedAt ?? owner.StartTime) - AskedAhead, to));
            var ownSeals = new Queue<IEvent>(seals.Where(s => venIds.Contains(((BaselineSealed)s.Data).VenId)));
            await foreach (var stored in VenHistory.ReadAsync(session, [.. streams], [.. days], long.MaxValue, cancellation))
            {
                while (ownSeals.TryPeek(out var seal) && seal.Sequence < stored.Sequence)
                    yield return Of(ownSeals.Dequeue());
                yield return stored;
            }
            while (ownSeals.TryDequeue(out var seal))
                yield return Of(seal);
        }

        static VenEvent Of(IEvent e) => new(e.Sequence, e.StreamKey!, e.Data, e);
    }
}
