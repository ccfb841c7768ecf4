namespace DrEvents.Backend.Features.Webhooks;

public static class MakeWebhook
{
    private const string Lock = "webhooks";

    public static async Task<ProblemDetails> ValidateAsync(
        CreateWebhookRequest? request,
        WebhookAddresses addresses,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var said = new ChangeWebhookRequest(request.Name, request.Url, request.Kinds);
        return (await WebhookErrors.OfAsync(said, addresses, cancellation))
            .If(request.Name is null, "name", "is missing")
            .If(request.Url is null, "url", "is missing")
            .If(request.Secret is { } secret && !WebhookSignature.IsSecret(secret), "secret", $"is not {WebhookSignature.SecretForm}")
            .Answer;
    }

    /// <summary>Makes a webhook: an address that is told of events, and of what needs an operator.</summary>
    /// <remarks>The secret by which its messages are signed is shown in this answer and never again.</remarks>
    [WolverinePost("/api/webhooks")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<WebhookMade>, ProblemHttpResult>> Post(
        CreateWebhookRequest request,
        IDocumentSession session,
        WebhookSecrets secrets,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(Lock, cancellation);
        var taken = await session.Query<Webhook>().Select(w => w.Slot).ToListAsync(cancellation);
        if (taken.Count >= WebhookLimits.WebhooksMax)
            return TypedResults.Problem(Problems.Conflict($"There are {taken.Count} webhooks, which is the most that there can be"));
        var secret = request.Secret ?? WebhookSignature.NewSecret();
        var webhook = new Webhook
        {
            Id = "hook-" + RandomNumberGenerator.GetHexString(8, lowercase: true),
            Name = request.Name!,
            Url = request.Url!,
            Kinds = [.. (request.Kinds ?? WebhookKinds.All).Distinct()],
            Enabled = request.Enabled ?? true,
            Slot = Enumerable.Range(0, WebhookLimits.WebhooksMax).Except(taken).First(),
            Secret = secrets.Keep(secret),
            CreatedAt = clock.GetUtcNow(),
        };
        session.Insert(webhook);
        return TypedResults.Created($"/api/webhooks/{webhook.Id}", new WebhookMade(webhook.View(waiting: 0, dead: 0), secret));
    }
}
