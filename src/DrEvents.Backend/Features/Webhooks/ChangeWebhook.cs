namespace DrEvents.Backend.Features.Webhooks;

[Middleware(typeof(HeldWebhook))]
public static class ChangeWebhook
{
    public static async Task<ProblemDetails> ValidateAsync(
        ChangeWebhookRequest? request,
        WebhookAddresses addresses,
        CancellationToken cancellation
    ) => request is null ? FieldErrors.NoBody : (await WebhookErrors.OfAsync(request, addresses, cancellation)).Answer;

    /// <summary>Changes what the request names of a webhook.</summary>
    [WolverinePatch("/api/webhooks/{id}")]
    [Needs(Need.Administer)]
    public static async Task<WebhookView> Patch(
        ChangeWebhookRequest request,
        [NotBody] Webhook? webhook,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        var changed = webhook!.Changed(request);
        session.Store(changed);
        return (await GetWebhooks.ViewsAsync(session, [changed], cancellation))[0];
    }
}

[Middleware(typeof(HeldWebhook))]
public static class RenewWebhookSecret
{
    /// <summary>Gives a webhook a new secret, which is shown this once; for 24 hours the former one signs beside it.</summary>
    [WolverinePost("/api/webhooks/{id}/secret")]
    [Needs(Need.Administer)]
    public static WebhookSecretView Post([NotBody] Webhook? webhook, IDocumentSession session, WebhookSecrets secrets, TimeProvider clock)
    {
        var secret = WebhookSignature.NewSecret();
        session.Store(webhook!.WithNewSecret(secrets.Keep(secret), clock.GetUtcNow()));
        return new WebhookSecretView(secret);
    }
}

[Middleware(typeof(HeldWebhook))]
public static class DeleteWebhook
{
    /// <summary>Removes a webhook, with what it has not been told yet.</summary>
    [WolverineDelete("/api/webhooks/{id}")]
    [Needs(Need.Administer)]
    public static NoContent Delete([NotBody] Webhook? webhook, IDocumentSession session)
    {
        session.Delete(webhook!);
        session.DeleteWhere<WebhookDelivery>(d => d.WebhookId == webhook!.Id);
        return TypedResults.NoContent();
    }
}
