namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Runs before endpoints whose route names a webhook, which may take it: 404 when there is none.</summary>
public static class KnownWebhook
{
    public static async Task<(Webhook?, ProblemDetails)> BeforeAsync(string id, IQuerySession session, CancellationToken cancellation)
    {
        var webhook = await session.LoadAsync<Webhook>(id, cancellation);
        return (webhook, OrNotFound(webhook, id));
    }

    public static ProblemDetails OrNotFound(Webhook? webhook, string id) =>
        webhook is null ? Problems.NotFound("webhook", id) : Problems.None;
}

/// <summary>Runs before endpoints that change a webhook or its deliveries: holds it against all others who do.</summary>
public static class HeldWebhook
{
    public static async Task<(Webhook?, ProblemDetails)> BeforeAsync(string id, IDocumentSession session, CancellationToken cancellation)
    {
        await session.HoldAsync(Webhook.LockOf(id), cancellation);
        return await KnownWebhook.BeforeAsync(id, session, cancellation);
    }
}
