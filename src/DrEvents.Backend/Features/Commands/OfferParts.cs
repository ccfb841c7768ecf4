using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Offer VENs that an event skipped, and that could take part now, their part of what it still misses.</summary>
public sealed record OfferParts(string EventId);

/// <summary>Finds who is offered how much. Whoever asks twice at once is answered once: see <see cref="CommandsCapability"/>.</summary>
public static class OfferPartsHandler
{
    private sealed record Row(string VenId, string EventId, string Status, double RequestedKw);

    private sealed record VenRow(string VenId, bool Online, bool Enabled, bool Removed);

    private sealed record LiveRow(string Id, double? AvailableKw);

    public static async Task<OutgoingMessages> Handle(
        OfferParts[] asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var eventIds = asked.Select(o => o.EventId).Distinct().ToArray();
        var messages = new OutgoingMessages();
        foreach (var state in (await session.LoadManyAsync<DrEvent>(cancellation, eventIds)).OrderBy(e => e.Rank))
        {
            if (
                state is { IsActive: true, HasToTell: false } or { IsPrepared: true, HasToTell: false }
                && state.EndTime > clock.GetUtcNow()
            )
                messages.AddRange(TellVens.Later(state, await OffersAsync(session, state, cancellation)));
        }
        return messages;
    }

    private static async Task<IEnumerable<VenOrder>> OffersAsync(IQuerySession session, DrEvent state, CancellationToken cancellation)
    {
        var own = await session.PartsAsync<Row>([state.Id], cancellation);
        var free = await FreeAsync(session, state, own, cancellation);
        if (free.Length == 0)
            return [];
        var heldKw = own.Where(IsHeld).Sum(r => r.RequestedKw);
        var live = await session.ColumnsAsync<VenLive, LiveRow, string>(nameof(VenLive.Id), free, cancellation);
        var availableKw = live.ToDictionary(l => l.Id, l => l.AvailableKw);
        var plan = Allocate.Plan(
            state.RequestedReductionKw - heldKw,
            state.Allocation,
            [.. free.Select(v => new Candidate(v, Skip: null, availableKw.GetValueOrDefault(v)))]
        );
        return plan.Shares.Select(s => new VenOrder(s.VenId, s.Kw, Skip: null));
    }

    /// <summary>VENs that were skipped for a reason that has passed, and that no event holds that goes before this one.</summary>
    private static async Task<string[]> FreeAsync(IQuerySession session, DrEvent state, List<Row> own, CancellationToken cancellation)
    {
        var skipped = own.Where(r => r.Status == ParticipationStatus.Skipped)
            .Select(r => Participation.StreamOf(state.Id, r.VenId))
            .ToList();
        if (skipped.Count == 0)
            return [];
        var passing = (await session.LoadManyAsync<Participation>(cancellation, skipped))
            .Where(p => SkipReasons.CanPass(p.Reason))
            .Select(p => p.VenId)
            .ToArray();
        var vens = await session.ColumnsAsync<Ven, VenRow, string>(nameof(Ven.VenId), passing, cancellation);
        var there = vens.Where(v => v is { Online: true, Enabled: true, Removed: false }).Select(v => v.VenId).ToArray();
        var parts = await session.ColumnsAsync<Participation, Row, string>(nameof(Participation.VenId), there, cancellation);
        var held = parts.Where(r => IsHeld(r) && r.EventId is not null).ToList();
        var holders = await session.LoadManyAsync<DrEvent>(cancellation, held.Select(r => r.EventId).Distinct());
        var before = holders.Where(e => e.IsActive && e.Rank.CompareTo(state.Rank) < 0).Select(e => e.Id).ToHashSet();
        return [.. there.Except(held.Where(r => before.Contains(r.EventId)).Select(r => r.VenId)).Order(StringComparer.Ordinal)];
    }

    private static bool IsHeld(Row row) => row.Status is ParticipationStatus.Pending or ParticipationStatus.Shedding;
}

/// <summary>Asks for offers when something happened that may set VENs free, or make an event miss more.</summary>
public static class OfferWhenFreeHandler
{
    public static Task<OutgoingMessages> Handle(VenCameOnline[] _, IQuerySession session, CancellationToken cancellation) =>
        AllAsync(session, cancellation);

    public static Task<OutgoingMessages> Handle(Stored<VenChanged> changed, IQuerySession session, CancellationToken cancellation) =>
        changed.Event.Enabled ? AllAsync(session, cancellation) : Task.FromResult(new OutgoingMessages());

    public static OutgoingMessages Handle(Stored<AckReceived> refused) => Of(refused.Stream);

    public static OutgoingMessages Handle(Stored<OptedOut> left) => Of(left.Stream);

    public static async Task<OutgoingMessages> Handle(PageTold told, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<DrEvent>(told.EventId, cancellation) is { IsOver: true } ? await AllAsync(session, cancellation) : [];

    private static OutgoingMessages Of(string stream) =>
        Participation.Parse(stream) is var (owner, _) && Contracts.EventIds.IsValid(owner) ? [new OfferParts(owner)] : [];

    internal static async Task<OutgoingMessages> AllAsync(IQuerySession session, CancellationToken cancellation)
    {
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).Select(e => e.Id).ToListAsync(cancellation);
        return [.. active.Select(id => new OfferParts(id))];
    }
}

/// <summary>Looks once in a while for offers that were missed: reactions that are not worth a durable message may be lost with a process.</summary>
public sealed class MissedOffers(IDocumentStore store, IServiceScopeFactory scopes, TimeProvider clock, ILogger<MissedOffers> log)
    : RepeatedWork("Looking for missed offers", TimeSpan.FromSeconds(10), clock, log)
{
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        await using var scope = scopes.CreateAsyncScope();
        foreach (var message in await OfferWhenFreeHandler.AllAsync(session, cancellation))
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message);
    }
}
