namespace DrEvents.Backend.Features.Webhooks;

public static class TestWebhook
{
    public static async Task<(Webhook? Webhook, ProblemDetails Problem)> LoadAsync(
        string id,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        var (webhook, problem) = await HeldWebhook.BeforeAsync(id, session, cancellation);
        return (webhook, webhook is { Enabled: false } ? Problems.Conflict(WebhookErrors.IsOff(webhook)) : problem);
    }

    /// <summary>Sends a ping to a webhook, whatever it wants to be told of.</summary>
    [WolverinePost("/api/webhooks/{id}/test")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<(Accepted<WebhookDeliveryView>, OutgoingMessages)> Post(
        [NotBody] Webhook? webhook,
        IDocumentSession session,
        Telling telling,
        WebhookJson json,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (now, messages) = (clock.GetUtcNow(), new OutgoingMessages());
        var body = json.Of(WebhookKinds.Ping, now, new WebhookPingData(webhook!.Id));
        var ping = new Occasion(WebhookKinds.Ping, Guid.NewGuid().ToString("n"), now, body);
        var delivery = await telling.TellAsync(session, webhook, ping, messages, cancellation);
        return (TypedResults.Accepted((string?)null, delivery.View()), messages);
    }
}
