namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Has webhooks told: what they are told is stored with the transaction that knows of it, and sent from their queues.</summary>
public sealed class Telling(WebhookLimits limits, WebhookMetrics metrics, TimeProvider clock)
{
    public static async Task<bool> AnyWantsAsync(
        IQuerySession session,
        IReadOnlyCollection<string> kinds,
        CancellationToken cancellation
    ) => (await session.Query<Webhook>().Where(w => w.Enabled).ToListAsync(cancellation)).Any(w => kinds.Any(w.Wants));

    /// <summary>Deliveries that were given up since then.</summary>
    public static Task<long> DiedSinceAsync(IQuerySession session, DateTimeOffset since, CancellationToken cancellation) =>
        session.Query<WebhookDelivery>().LongCountAsync(d => d.State == WebhookStates.Dead && d.SettledAt > since, cancellation);

    /// <summary>Queues it for all who want it.</summary>
    public async Task<OutgoingMessages> TellAsync(IDocumentSession session, Occasion occasion, CancellationToken cancellation)
    {
        var all = await session.Query<Webhook>().Where(w => w.Enabled).ToListAsync(cancellation);
        var wanting = all.Where(w => w.Wants(occasion.Kind)).ToList();
        await session.HoldAsync([.. wanting.Select(w => Webhook.LockOf(w.Id))], cancellation);
        var messages = new OutgoingMessages();
        foreach (var webhook in wanting)
            await TellAsync(session, webhook, occasion, messages, cancellation);
        return messages;
    }

    /// <summary>Queues it for one, whose lock is held.</summary>
    public async Task<WebhookDelivery> TellAsync(
        IDocumentSession session,
        Webhook webhook,
        Occasion occasion,
        OutgoingMessages messages,
        CancellationToken cancellation
    )
    {
        var id = occasion.IdFor(webhook.Id);
        if (await session.LoadAsync<WebhookDelivery>(id, cancellation) is { } told)
            return told;
        var now = clock.GetUtcNow();
        await TrimAsync(session, webhook.Id, now, cancellation);
        var delivery = new WebhookDelivery
        {
            Id = id,
            WebhookId = webhook.Id,
            Kind = occasion.Kind,
            Body = occasion.Body,
            State = WebhookStates.Waiting,
            CreatedAt = occasion.At,
            NextAttemptAt = now,
        };
        if (await WaitingAsync(session, webhook.Id, cancellation) >= limits.WaitingMax)
        {
            var full = new WebhookAttempt(now, Status: null, $"not sent: {limits.WaitingMax} others wait already", DurationMs: 0);
            delivery = delivery.Settled(WebhookStates.Dead, now) with { Attempts = [full] };
            metrics.Died();
        }
        session.Store(delivery);
        if (delivery.State == WebhookStates.Waiting)
            messages.ToEndpoint(delivery.Next, webhook.Queue);
        return delivery;
    }

    private static Task<int> WaitingAsync(IQuerySession session, string webhookId, CancellationToken cancellation) =>
        session.Query<WebhookDelivery>().CountAsync(d => d.WebhookId == webhookId && d.State == WebhookStates.Waiting, cancellation);

    /// <summary>Removes what is settled and older than the newest, or than is kept.</summary>
    private async Task TrimAsync(IDocumentSession session, string webhookId, DateTimeOffset now, CancellationToken cancellation)
    {
        var tooMany = await session
            .Query<WebhookDelivery>()
            .Where(d => d.WebhookId == webhookId && d.State != WebhookStates.Waiting)
            .OrderByDescending(d => d.CreatedAt)
            .Skip(limits.KeptMax - 1)
            .Select(d => d.CreatedAt)
            .FirstOrDefaultAsync(cancellation);
        var oldest = now - limits.KeptFor;
        var before = tooMany > oldest ? tooMany : oldest;
        session.DeleteWhere<WebhookDelivery>(d => d.WebhookId == webhookId && d.State != WebhookStates.Waiting && d.CreatedAt <= before);
    }
}
