using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Commands;

/// <summary>What a page of VENs has to be told is stored. Of 0 pages: VENs that come to the event after all were told.</summary>
public sealed record PageTold(string EventId, DateTimeOffset DecidedAt, int Page, int Pages);

/// <summary>Stores what a page of VENs has to be told, and has it published.</summary>
public static class TellVensHandler
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    public static async Task<OutgoingMessages> Handle(
        TellVens tell,
        IDocumentSession session,
        IBroker broker,
        Pressure pressure,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        broker.GetReady();
        // Pages of one event go side by side; a change of it waits for them.
        await session.KeepStreamAsync(tell.EventId, cancellation);
        // Changed or ended meanwhile, it has another decision, with pages of its own.
        if (await session.LoadAsync<DrEvent>(tell.EventId, cancellation) is not { } state || state.DecidedAt != tell.DecidedAt)
            return [];
        // What is made ready ahead has time.
        using var urgent = state.StartTime > clock.GetUtcNow() + Soon ? null : pressure.BeginCommands();
        var calls = await ReadCalls.LockAsync(session, state, tell.Orders, clock.GetUtcNow(), cancellation);
        var now = clock.GetUtcNow();
        var stored = calls.SelectMany(c => Reconcile.Decide(c.Key, c.Value, now)).ToList();
        await StreamAppends.AppendAsync(session, stored, cancellation);
        return [PublishCommands.Among(stored), new PageTold(tell.EventId, tell.DecidedAt, tell.Page, tell.Pages)];
    }
}

[StickyHandler(Queue)]
public static class PageToldHandler
{
    /// <summary>One page after the other: they change one stream.</summary>
    public const string Queue = "page-told";

    public static EventsToAppend Handle(PageTold told, [Locked(nameof(PageTold.EventId))] DrEvent state, TimeProvider clock) =>
        told.Pages > 0 && state.HasToTell && state.DecidedAt == told.DecidedAt
            ? [new VensTold(told.DecidedAt, told.Page, told.Pages, clock.GetUtcNow())]
            : [];
}
