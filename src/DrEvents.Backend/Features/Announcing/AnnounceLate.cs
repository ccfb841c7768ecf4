using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Announcing;

/// <summary>Tell VENs of an event ahead that could not be told when the others were, and can be now.</summary>
public sealed record AnnounceLate(string EventId);

/// <summary>Finds who is told, and of how much: each gets the share that it would have by now; the others keep theirs until the start.</summary>
public static class AnnounceLateHandler
{
    private static readonly TimeSpan AheadMin = TimeSpan.FromSeconds(10);

    private sealed record Row(string VenId, string Status);

    public static async Task<OutgoingMessages> Handle(
        AnnounceLate[] asked,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        foreach (var state in await session.LoadManyAsync<DrEvent>(cancellation, asked.Select(a => a.EventId).Distinct()))
        {
            if (
                state is { IsAhead: true, IsPrepared: false, AnnouncedAt: not null, HasToTell: false }
                && state.StartTime > clock.GetUtcNow() + AheadMin
            )
                messages.AddRange(TellVens.Later(state, await UntoldAsync(session, state, cancellation)));
        }
        return messages;
    }

    private static async Task<IEnumerable<VenOrder>> UntoldAsync(IQuerySession session, DrEvent state, CancellationToken cancellation)
    {
        var told = (await session.PartsAsync<Row>([state.Id], cancellation))
            .Where(r => r.Status is ParticipationStatus.Announced or ParticipationStatus.OptedOut or ParticipationStatus.Refused)
            .Select(r => r.VenId)
            .ToHashSet();
        var candidates = await Candidates.ReadAsync(session, state, cancellation);
        return Allocate
            .Announced(state.RequestedReductionKw, state.Allocation, candidates)
            .Shares.Where(s => !told.Contains(s.VenId))
            .Select(s => new VenOrder(s.VenId, s.Kw, Skip: null));
    }
}

/// <summary>Asks for late announcements when something happened by which a VEN may be told that could not be before.</summary>
public static class AnnounceWhenPossibleHandler
{
    public static Task<OutgoingMessages> Handle(VenCameOnline[] _, IQuerySession session, CancellationToken cancellation) =>
        AllAsync(session, cancellation);

    public static Task<OutgoingMessages> Handle(Stored<CapabilitiesChanged> _, IQuerySession session, CancellationToken cancellation) =>
        AllAsync(session, cancellation);

    public static Task<OutgoingMessages> Handle(Stored<VenChanged> _, IQuerySession session, CancellationToken cancellation) =>
        AllAsync(session, cancellation);

    /// <summary>An event was called off, and may have left no room for another.</summary>
    public static async Task<OutgoingMessages> Handle(PageTold told, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<DrEvent>(told.EventId, cancellation) is { IsOver: true } ? await AllAsync(session, cancellation) : [];

    internal static async Task<OutgoingMessages> AllAsync(IQuerySession session, CancellationToken cancellation)
    {
        var announced = session.Query<DrEvent>().Where(e => e.Status == EventStatus.Scheduled && e.AnnouncedAt != null);
        return [.. (await announced.Select(e => e.Id).ToListAsync(cancellation)).Select(id => new AnnounceLate(id))];
    }
}

/// <summary>Looks for announcements that were missed: a VEN may have found something to shed, or a reaction was lost with a process.</summary>
public sealed class MissedAnnouncements(
    IDocumentStore store,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<MissedAnnouncements> log
) : RepeatedWork("Looking for missed announcements", TimeSpan.FromSeconds(10), clock, log)
{
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        await using var scope = scopes.CreateAsyncScope();
        foreach (var message in await AnnounceWhenPossibleHandler.AllAsync(session, cancellation))
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message);
    }
}
