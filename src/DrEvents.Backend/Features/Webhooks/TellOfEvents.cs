using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Tell webhooks of what happened to a DR event.</summary>
public sealed record TellWebhooks(string EventId, string Kind, DateTimeOffset At);

/// <summary>What is stored of DR events is told.</summary>
public static class TellWebhooksWhenHandler
{
    public static TellWebhooks Handle(Stored<EventScheduled> e) => new(e.Stream, WebhookKinds.EventScheduled, e.Event.At);

    public static TellWebhooks Handle(Stored<EventModified> e) => new(e.Stream, WebhookKinds.EventChanged, e.Event.At);

    public static TellWebhooks Handle(Stored<EventActivated> e) => new(e.Stream, WebhookKinds.EventStarted, e.Event.At);

    public static OutgoingMessages Handle(Stored<EventCompleted> e, IOptions<WebhookOptions> options) =>
        WithFigures(e.Stream, WebhookKinds.EventCompleted, e.Event.At, options.Value);

    public static OutgoingMessages Handle(Stored<EventStopped> e, IOptions<WebhookOptions> options) =>
        WithFigures(e.Stream, WebhookKinds.EventCompleted, e.Event.At, options.Value);

    public static OutgoingMessages Handle(Stored<EventCancelled> e, IOptions<WebhookOptions> options) =>
        WithFigures(e.Stream, WebhookKinds.EventCancelled, e.Event.At, options.Value);

    public static TellWebhooks Handle(Stored<EventMissed> e) => new(e.Stream, WebhookKinds.EventCancelled, e.Event.At);

    private static OutgoingMessages WithFigures(string eventId, string kind, DateTimeOffset at, WebhookOptions options)
    {
        var messages = new OutgoingMessages();
        messages.Delay(new TellWebhooks(eventId, kind, at), TimeSpan.FromSeconds(options.FiguresAfterS));
        return messages;
    }
}

/// <summary>Makes the message once, and queues it for all who want it.</summary>
public static class TellWebhooksHandler
{
    public static async Task<OutgoingMessages> Handle(
        TellWebhooks tell,
        IDocumentSession session,
        Telling telling,
        WebhookJson json,
        EndedTotals ended,
        ActualReductionKw actualReductionKw,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (!await Telling.AnyWantsAsync(session, [tell.Kind], cancellation))
            return [];
        var state = (await session.LoadAsync<DrEvent>(tell.EventId, cancellation))!;
        var metrics = state is { IsOver: true, ActivatedAt: not null }
            ? EventMetrics.Of(state, await ended.OfAsync(state, cancellation))
            : null;
        var actualKw = metrics is null
            ? await actualReductionKw(session, state, clock.GetUtcNow(), cancellation)
            : metrics.ActualReductionKw;
        var body = json.Of(tell.Kind, tell.At, new WebhookEventData(EventViews.Of(state, actualKw), metrics));
        return await telling.TellAsync(session, new Occasion(tell.Kind, tell.EventId, tell.At, body), cancellation);
    }
}
