namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Asks again for what should have been tried by now: a slow look behind the messages, some of which may be lost with a process.</summary>
public sealed class MissedDeliveries(IDocumentStore store, IServiceScopeFactory scopes, TimeProvider clock, ILogger<MissedDeliveries> log)
    : RepeatedWork("Looking for deliveries to webhooks that were missed", TimeSpan.FromSeconds(10), clock, log)
{
    /// <summary>What waits for a slow receiver is late too: a few at a time are asked for, and one that was tried meanwhile is passed over.</summary>
    private const int AtOnce = 5;
    private static readonly TimeSpan MissedAfter = TimeSpan.FromSeconds(30);

    private readonly OneOfMany _node = new(store, "missed deliveries", TimeSpan.FromSeconds(25), clock);
    private bool _isThisOne;

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var webhooks = await session.Query<Webhook>().ToListAsync(cancellation);
        if (webhooks.Count == 0)
            return;
        _isThisOne = await _node.IsThisOneAsync(cancellation);
        if (!_isThisOne)
            return;
        var before = Clock.GetUtcNow() - MissedAfter;
        await using var scope = scopes.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        foreach (var webhook in webhooks)
        {
            var missed = await session
                .Query<WebhookDelivery>()
                .Where(d => d.WebhookId == webhook.Id && d.State == WebhookStates.Waiting && d.NextAttemptAt < before)
                .OrderBy(d => d.Id)
                .Take(AtOnce)
                .ToListAsync(cancellation);
            foreach (var delivery in missed)
                await bus.EndpointFor(webhook.Queue).SendAsync(delivery.Next);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isThisOne)
            await _node.LeaveAsync(cancellationToken);
    }
}
