namespace DrEvents.Backend.Features.Webhooks;

public static class ReplayDelivery
{
    public static async Task<(Webhook? Webhook, WebhookDelivery? Delivery, ProblemDetails Problem)> LoadAsync(
        string id,
        string deliveryId,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        var (webhook, noWebhook) = await HeldWebhook.BeforeAsync(id, session, cancellation);
        var (delivery, noDelivery) = await KnownDelivery.BeforeAsync(id, deliveryId, session, cancellation);
        var problem =
            webhook is null ? noWebhook
            : delivery is not null && !webhook.Enabled ? Problems.Conflict(WebhookErrors.IsOff(webhook))
            : noDelivery;
        return (webhook, delivery, problem);
    }

    /// <summary>Delivers something again: the same body under the same id, with as many attempts as the first time.</summary>
    [WolverinePost("/api/webhooks/{id}/deliveries/{deliveryId}/replay")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (Accepted<WebhookDeliveryView>, OutgoingMessages) Post(
        [NotBody] Webhook? webhook,
        [NotBody] WebhookDelivery? delivery,
        IDocumentSession session,
        TimeProvider clock
    )
    {
        var (again, messages) = (delivery!.Again(clock.GetUtcNow()), new OutgoingMessages());
        session.Store(again);
        messages.ToEndpoint(again.Next, webhook!.Queue);
        return (TypedResults.Accepted((string?)null, again.View()), messages);
    }
}
