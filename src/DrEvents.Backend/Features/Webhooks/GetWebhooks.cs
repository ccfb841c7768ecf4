namespace DrEvents.Backend.Features.Webhooks;

public static class GetWebhooks
{
    /// <summary>Lists the webhooks, the oldest first.</summary>
    [WolverineGet("/api/webhooks")]
    [Needs(Need.Administer)]
    public static async Task<IReadOnlyList<WebhookView>> Get(IQuerySession session, CancellationToken cancellation) =>
        await ViewsAsync(session, await session.Query<Webhook>().OrderBy(w => w.CreatedAt).ToListAsync(cancellation), cancellation);

    public static async Task<IReadOnlyList<WebhookView>> ViewsAsync(
        IQuerySession session,
        IReadOnlyList<Webhook> webhooks,
        CancellationToken cancellation
    )
    {
        string[] ids = [.. webhooks.Select(w => w.Id)];
        var rows = await session
            .Query<WebhookDelivery>()
            .Where(d => ids.Contains(d.WebhookId) && (d.State == WebhookStates.Waiting || d.State == WebhookStates.Dead))
            .Select(d => new { d.WebhookId, d.State })
            .ToListAsync(cancellation);
        return
        [
            .. webhooks.Select(w =>
                w.View(
                    rows.Count(r => r.WebhookId == w.Id && r.State == WebhookStates.Waiting),
                    rows.Count(r => r.WebhookId == w.Id && r.State == WebhookStates.Dead)
                )
            ),
        ];
    }
}

[Middleware(typeof(KnownWebhook))]
public static class GetWebhook
{
    /// <summary>Shows a webhook.</summary>
    [WolverineGet("/api/webhooks/{id}")]
    [Needs(Need.Administer)]
    public static async Task<WebhookView> Get(Webhook? webhook, IQuerySession session, CancellationToken cancellation) =>
        (await GetWebhooks.ViewsAsync(session, [webhook!], cancellation))[0];
}
