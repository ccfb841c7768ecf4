using System.Data;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Control;

/// <summary>Look whether an event delivers what was asked, and give some VENs another share where it does not.</summary>
public sealed record AdjustShares(string EventId);

public static class AdjustSharesHandler
{
    /// <summary>How old the live figures may be: less than the shortest pause between two decisions.</summary>
    private static readonly TimeSpan LagMax = TimeSpan.FromSeconds(3);

    private sealed record Row(string VenId, string Status);

    public static async Task<OutgoingMessages> Handle(
        AdjustShares look,
        IDocumentStore store,
        IDocumentSession session,
        ControlMetrics metrics,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        metrics.Looks.Add(1);
        Tracing.About(look.EventId);
        // Looked at without a lock: nearly always nothing is to be done.
        if (await DecideAsync(store, look.EventId, clock, cancellation) is not var (before, decided))
            return [];
        var state = (await session.LockAsync<DrEvent>([look.EventId], cancellation)).SingleOrDefault();
        // Changed meanwhile, by an operator or by another node's look.
        if (
            state is not { IsActive: true, IsControlled: true }
            || (state.AdjustedAt, state.DecidedAt, state.Revision) != (before.AdjustedAt, before.DecidedAt, before.Revision)
        )
            return [];
        var orders = decided.Changes.Select(c =>
            c.ToKw > 0
                ? new VenOrder(c.VenId, c.ToKw, Skip: null, IsAdjusted: true)
                : new VenOrder(c.VenId, Kw: null, SkipReasons.MinutesUp, IsAdjusted: true)
        );
        session.Events.Append(look.EventId, decided);
        metrics.Decisions.Add(1);
        metrics.Changes.Add(decided.Changes.Count);
        return [.. TellVens.Later(state, orders)];
    }

    private static async Task<(DrEvent State, SharesAdjusted Decided)?> DecideAsync(
        IDocumentStore store,
        string eventId,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        // One snapshot: what the read models show, and up to which stored event they were folded.
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { IsActive: true, IsControlled: true, HasToTell: false } state)
            return null;
        // What was told a moment ago has to be in what is looked at, else it would be made up for again.
        var lags = await session.LagsAsync(cancellation);
        if (lags.Find(l => l.Name == LiveProjection.Shard) is not { } lag || lag.Age > LagMax)
            return null;
        var asOf = await session.ProjectedAsync(LiveProjection.Shard, cancellation);
        var vens = await session.FieldsAsync<MeteredParticipation, ControlledVen, string>(
            nameof(MeteredParticipation.EventId),
            [eventId],
            cancellation
        );
        var now = clock.GetUtcNow();
        // Those that know what they would use need nobody else for it.
        var areOthersNeeded = vens.Exists(v => v.IsAsked(now) && v is { BaselineKw: not null, LastBetterKw: null });
        var drift = areOthersNeeded ? (await session.ControlGroupAsync(state, isWhole: false, cancellation))?.Now(now) : null;
        var others = drift is { IsKnown: true } known ? new OthersMoved(known.Share, known.Error, known.Vens) : null;
        var (decided, missingKw) = HoldRequest.Decide(state, asOf, vens, [], now, others);
        if (missingKw > 0)
        {
            var reserve = await ReserveAsync(session, state, now, cancellation);
            if (reserve.Count > 0)
                (decided, _) = HoldRequest.Decide(state, asOf, vens, reserve, now, others);
        }
        return decided is null ? null : (state, decided);
    }

    /// <summary>VENs that could be asked and are not, in the order of calling.</summary>
    private static async Task<List<ReserveVen>> ReserveAsync(
        IQuerySession session,
        DrEvent state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var own = (await session.PartsAsync<Row>([state.Id], cancellation)).ToDictionary(r => r.VenId, r => r.Status);
        var candidates = await Candidates.ReadAsync(session, state, now, cancellation);
        var free = candidates.FindAll(c =>
            c is { Skip: null, AvailableKw: > 0 }
            && own.GetValueOrDefault(c.VenId, ParticipationStatus.Skipped) == ParticipationStatus.Skipped
        );
        // What cannot be changed any more is called last.
        return [.. Turns.Waiting(state.Id, free).OrderBy(c => c.IsFixed).Select(c => new ReserveVen(c.VenId, c.AvailableKw!.Value))];
    }
}
