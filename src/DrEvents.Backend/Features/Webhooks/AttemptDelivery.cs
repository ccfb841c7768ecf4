namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Try a delivery: for the so-manieth time of a round, from 0.</summary>
public sealed record AttemptDelivery(string DeliveryId, int Round, int Try);

/// <summary>
/// Runs one after the other for each webhook, from a queue of its own. Killed between the answer and the storing, it tries again: the receiver knows by the id
/// that it has it.
/// </summary>
public static class AttemptDeliveryHandler
{
    public static async Task<OutgoingMessages> Handle(
        AttemptDelivery due,
        IDocumentSession session,
        WebhookSender sender,
        WebhookMetrics metrics,
        IOptions<WebhookOptions> options,
        TimeProvider clock,
        ILogger<AttemptDelivery> log,
        CancellationToken cancellation
    )
    {
        if (await ReadAsync(due, session, cancellation) is not var (webhook, waiting))
            return [];
        var attempt = webhook.Enabled ? await sender.SendAsync(webhook, waiting, cancellation) : null;
        // Nothing is held while a receiver takes its time, and an operator may have changed both meanwhile.
        await session.HoldAsync(Webhook.LockOf(webhook.Id), cancellation);
        if (await ReadAsync(due, session, cancellation) is not var (current, delivery))
            return [];
        var after = attempt is null ? delivery.Settled(WebhookStates.Dropped, clock.GetUtcNow()) : delivery.After(attempt, options.Value);
        session.Store(after);
        if (attempt is { IsGone: true })
            session.Store(current.Off("the receiver answered 410: it wants nothing more"));
        if (after.State == WebhookStates.Dead)
        {
            metrics.Died();
            log.LogWarning("Delivery {DeliveryId} to webhook {WebhookId} is given up: {Problem}", after.Id, webhook.Id, attempt?.Error);
        }
        var messages = new OutgoingMessages();
        if (after.NextAttemptAt is { } next)
            messages.ToEndpoint(after.Next, current.Queue, new DeliveryOptions { ScheduleDelay = next - clock.GetUtcNow() });
        return messages;
    }

    /// <summary>What is to be done; null where it is done, asked for anew, or gone with its webhook.</summary>
    private static async Task<(Webhook Webhook, WebhookDelivery Delivery)?> ReadAsync(
        AttemptDelivery due,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await session.LoadAsync<WebhookDelivery>(due.DeliveryId, cancellation) is { } delivery
        && delivery.WaitsFor(due)
        && await session.LoadAsync<Webhook>(delivery.WebhookId, cancellation) is { } webhook
            ? (webhook, delivery)
            : null;
}
