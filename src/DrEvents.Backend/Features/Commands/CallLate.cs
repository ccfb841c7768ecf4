using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Call on VENs that could not be told of an event, or take part in it, when the others were, and can now.</summary>
public sealed record CallLate(string EventId);

/// <summary>Finds who is called on, and for how much. Whoever asks twice at once is answered once: see <see cref="CommandsCapability"/>.</summary>
public static class CallLateHandler
{
    private static readonly TimeSpan AnnouncedAheadMin = TimeSpan.FromSeconds(10);

    private sealed record Row(string VenId, string Status, double RequestedKw, DateTimeOffset? ShedUntil);

    public static async Task<OutgoingMessages> Handle(
        CallLate[] asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var eventIds = asked.Select(o => o.EventId).Distinct();
        var messages = new OutgoingMessages();
        foreach (var state in (await session.LoadManyAsync<DrEvent>(cancellation, eventIds)).OrderBy(e => e.Rank))
        {
            var shares = state switch
            {
                { HasToTell: true } => [],
                { IsActive: true } or { IsPrepared: true } when state.EndTime > now => await OffersAsync(session, state, now, cancellation),
                { IsAhead: true, IsPrepared: false, AnnouncedAt: not null } when state.StartTime > now + AnnouncedAheadMin =>
                    await AnnouncedAsync(session, state, now, cancellation),
                _ => [],
            };
            messages.AddRange(TellVens.Later(state, shares.Select(s => new VenOrder(s.VenId, s.Kw, Skip: null))));
        }
        return messages;
    }

    /// <summary>Those who were not told get the share that they would have by now; the others keep theirs until the start.</summary>
    private static async Task<IEnumerable<VenShare>> AnnouncedAsync(
        IQuerySession session,
        DrEvent state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var told = (await session.PartsAsync<Row>([state.Id], cancellation))
            .Where(r => r.Status is ParticipationStatus.Announced or ParticipationStatus.OptedOut or ParticipationStatus.Refused)
            .Select(r => r.VenId)
            .ToHashSet();
        var candidates = await Candidates.ReadAsync(session, state, now, cancellation);
        return Turns.Announced(state, candidates, now).Shares.Where(s => !told.Contains(s.VenId));
    }

    /// <summary>Those who were skipped, and could take part now, are offered their part of what the event still misses.</summary>
    private static async Task<IEnumerable<VenShare>> OffersAsync(
        IQuerySession session,
        DrEvent state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var own = await session.PartsAsync<Row>([state.Id], cancellation);
        if (!own.Exists(r => r.Status == ParticipationStatus.Skipped))
            return [];
        // Most of them are not needed, and wait for the loop.
        var skipped = await session
            .Query<Participation>()
            .Where(p => p.EventId == state.Id && p.Status == ParticipationStatus.Skipped && p.Reason != SkipReasons.NotNeeded)
            .Select(p => new { p.VenId, p.Reason })
            .ToListAsync(cancellation);
        var passing = skipped.Where(p => SkipReasons.CanPass(p.Reason)).Select(p => p.VenId).ToHashSet();
        if (passing.Count == 0)
            return [];
        var candidates = await Candidates.ReadAsync(session, state, now, cancellation);
        var heldKw = own.Where(r => r.Status is ParticipationStatus.Pending or ParticipationStatus.Shedding && !(r.ShedUntil <= now))
            .Sum(r => r.RequestedKw);
        var free = candidates.FindAll(c => c.Skip is null && passing.Contains(c.VenId));
        return Allocate.Plan(state.RequestedReductionKw - heldKw, state.Allocation, free).Shares;
    }
}

/// <summary>Asks for late calls when something happened that may set VENs free, let them be told, or make an event miss more.</summary>
public static class CallLateWhenPossibleHandler
{
    public static Task<OutgoingMessages> Handle(VenCameOnline[] _, IQuerySession session, CancellationToken cancellation) =>
        AllAsync(session, cancellation);

    /// <summary>It says so with each connection, also by which keys it verifies: one message is stored for both, and not two.</summary>
    public static async Task<OutgoingMessages> Handle(
        Stored<CapabilitiesChanged> said,
        IQuerySession session,
        ICommandKeys keys,
        CancellationToken cancellation
    ) => [.. await AllAsync(session, cancellation), .. TellCommandKeysHandler.ToWhoSaid(said, keys)];

    public static Task<OutgoingMessages> Handle(Stored<VenChanged> _, IQuerySession session, CancellationToken cancellation) =>
        AllAsync(session, cancellation);

    public static OutgoingMessages Handle(Stored<AckReceived> refused) => Of(refused.Stream);

    public static OutgoingMessages Handle(Stored<OptedOut> left) => Of(left.Stream);

    /// <summary>An event that is over may have left room in others.</summary>
    public static async Task<OutgoingMessages> Handle(PageTold told, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<DrEvent>(told.EventId, cancellation) is { IsOver: true } ? await AllAsync(session, cancellation) : [];

    private static OutgoingMessages Of(string stream) =>
        Participation.Parse(stream) is var (owner, _) && Contracts.EventIds.IsValid(owner) ? [new CallLate(owner)] : [];

    internal static async Task<OutgoingMessages> AllAsync(IQuerySession session, CancellationToken cancellation)
    {
        var open = await session.EventIdsAsync(
            e => e.Status == EventStatus.Active || (e.Status == EventStatus.Scheduled && e.AnnouncedAt != null),
            cancellation
        );
        return [.. open.Select(id => new CallLate(id))];
    }
}

/// <summary>Looks once in a while for calls that were missed: a VEN may have found something to shed, or a reaction was lost with a process.</summary>
public sealed class MissedCalls(IDocumentStore store, IServiceScopeFactory scopes, TimeProvider clock, ILogger<MissedCalls> log)
    : RepeatedWork("Looking for missed calls", TimeSpan.FromSeconds(10), clock, log)
{
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        await using var scope = scopes.CreateAsyncScope();
        foreach (var message in await CallLateWhenPossibleHandler.AllAsync(session, cancellation))
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message);
    }
}
