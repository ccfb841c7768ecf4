using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Take the event as far as the clock allows. Comes too early, too late or twice without harm: it looks at the state.</summary>
public sealed record AdvanceEvent(string EventId);

/// <summary>What an event needs next.</summary>
public enum EventStep
{
    /// <summary>Nothing now.</summary>
    None,

    /// <summary>VENs have to be told that it comes.</summary>
    Announce,

    /// <summary>Its time has come.</summary>
    Activate,

    /// <summary>Its time has passed, and nobody was there.</summary>
    Miss,

    /// <summary>Commands of its newest revision, or announcements, are not all stored.</summary>
    Dispatch,

    /// <summary>Its time is over.</summary>
    Complete,

    /// <summary>It is over and still holds VENs.</summary>
    Release,
}

/// <summary>Advances an event, one stored step after the other.</summary>
public static class AdvanceEventHandler
{
    /// <summary>Steps that one event can need in a row; more would be a circle.</summary>
    private const int StepsMax = 8;

    /// <summary>The next step of an event at this time.</summary>
    public static EventStep Next(DrEvent state, DateTimeOffset now) =>
        state switch
        {
            { Status: EventStatus.Scheduled } when now >= state.EndTime => EventStep.Miss,
            { Status: EventStatus.Scheduled } when now >= state.StartTime => EventStep.Activate,
            { IsAhead: true, AnnounceAt: { } at } when now >= at => EventStep.Announce,
            { IsAhead: true, AnnouncedAt: { } at } when state.DispatchedAnnouncementAt != at => EventStep.Dispatch,
            { IsActive: true } when now >= state.EndTime => EventStep.Complete,
            { IsActive: true } when state.DispatchedRevision < state.Revision => EventStep.Dispatch,
            { IsOver: true, NextDueAt: not null } => EventStep.Release,
            _ => EventStep.None,
        };

    /// <summary>Runs the steps that are due.</summary>
    public static async Task Handle(
        AdvanceEvent message,
        IDocumentStore store,
        Dispatcher dispatcher,
        Baselines baselines,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        for (var i = 0; i < StepsMax; i++)
        {
            var state = await DecideAsync(message.EventId, store, clock, cancellation);
            if (state is null)
                return;
            // Here the commands go out, page by page; should the process die in between, the same step is due again.
            await dispatcher.ReconcileAsync(state, cancellation);
            if (state.IsActive)
                await baselines.SealAsync(state, cancellation);
            await StoreDoneAsync(state, store, clock, cancellation);
        }
    }

    private static object Done(DrEvent state, DateTimeOffset now) =>
        state switch
        {
            { IsActive: true } => new EventDispatched(state.Revision, now),
            { IsAhead: true, AnnouncedAt: { } at } => new AnnouncementsDispatched(at, now),
            _ => new EventReleased(now),
        };

    /// <summary>Stores the step that time decides, and returns the event if VENs have to be told about it.</summary>
    public static async Task<DrEvent?> DecideAsync(string id, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        if ((await session.LockAsync<DrEvent>([id], cancellation)).SingleOrDefault() is not { } state)
            return null;
        var now = clock.GetUtcNow();
        object? decided = Next(state, now) switch
        {
            EventStep.Announce => new EventAnnounced(
                Allocate.Announced(
                    state.RequestedReductionKw,
                    state.Allocation,
                    await Fleet.CandidatesAsync(session, state.Targets, state.Rank, cancellation)
                ),
                now
            ),
            EventStep.Activate => new EventActivated(
                Allocate.Plan(
                    state.RequestedReductionKw,
                    state.Allocation,
                    await Fleet.CandidatesAsync(session, state.Targets, state.Rank, cancellation)
                ),
                Math.Max(0, (now - state.StartTime).TotalMilliseconds),
                now
            ),
            EventStep.Miss => new EventMissed("missed: no backend ran between start and end", now),
            EventStep.Complete => new EventCompleted(now),
            _ => null,
        };
        if (decided is not null)
        {
            session.Events.Append(id, decided);
            await session.SaveChangesAsync(cancellation);
            state = DrEvent.Fold(state, id, decided)!;
        }
        return Next(state, now) is EventStep.Dispatch or EventStep.Release ? state : null;
    }

    /// <summary>Stores that the step is done, unless somebody has stored it already.</summary>
    private static async Task StoreDoneAsync(DrEvent state, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var now = clock.GetUtcNow();
        if (await session.LockAsync<DrEvent>([state.Id], cancellation) is not [{ } newest] || !IsDue(newest, state, now))
            return;
        session.Events.Append(state.Id, Done(state, now));
        await session.SaveChangesAsync(cancellation);
    }

    private static bool IsDue(DrEvent newest, DrEvent told, DateTimeOffset now) =>
        told switch
        {
            { IsActive: true } => newest.DispatchedRevision < told.Revision,
            { IsAhead: true } => newest.DispatchedAnnouncementAt != told.AnnouncedAt,
            _ => Next(newest, now) == EventStep.Release,
        };
}
