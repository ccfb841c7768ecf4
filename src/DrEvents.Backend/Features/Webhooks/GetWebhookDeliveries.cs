namespace DrEvents.Backend.Features.Webhooks;

[Middleware(typeof(KnownWebhook))]
public static class GetWebhookDeliveries
{
    private static readonly string States = string.Join(", ", WebhookStates.All);

    /// <summary>Lists what a webhook is told, the newest first, with how it went.</summary>
    [WolverineGet("/api/webhooks/{id}/deliveries")]
    [Needs(Need.Administer)]
    public static async Task<Results<Ok<WebhookDeliveryPage>, ProblemHttpResult>> Get(
        string id,
        string? limit,
        string? offset,
        string? state,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var (most, left) = (fields.Limit(limit, fallback: 20, max: 100), fields.Offset(offset));
        fields.If(state is not (null or "") && !WebhookStates.All.Contains(state), "state", "is none of " + States);
        if (!fields.None)
            return TypedResults.Problem(fields.Answer);
        var all = session.Query<WebhookDelivery>().Where(d => d.WebhookId == id);
        if (!string.IsNullOrEmpty(state))
            all = all.Where(d => d.State == state);
        var found = await all.OrderByDescending(d => d.Id).Skip(left).Take(most).ToListAsync(cancellation);
        var total = await all.LongCountAsync(cancellation);
        return TypedResults.Ok(new WebhookDeliveryPage(total, [.. found.Select(d => d.View())]));
    }
}

/// <summary>Runs before endpoints whose route names a delivery, which may take it: 404 when there is none of that webhook.</summary>
public static class KnownDelivery
{
    public static async Task<(WebhookDelivery?, ProblemDetails)> BeforeAsync(
        string id,
        string deliveryId,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var delivery = await session.LoadAsync<WebhookDelivery>(deliveryId, cancellation);
        return delivery?.WebhookId == id ? (delivery, Problems.None) : (null, Problems.NotFound("delivery", deliveryId));
    }
}

[Middleware(typeof(KnownDelivery))]
public static class GetWebhookDelivery
{
    /// <summary>Shows one thing that a webhook is told.</summary>
    [WolverineGet("/api/webhooks/{id}/deliveries/{deliveryId}")]
    [Needs(Need.Administer)]
    public static WebhookDeliveryView Get(WebhookDelivery? delivery) => delivery!.View();
}
