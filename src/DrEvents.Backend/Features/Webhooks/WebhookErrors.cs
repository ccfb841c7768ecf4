namespace DrEvents.Backend.Features.Webhooks;

public static class WebhookErrors
{
    private const int NameLengthMax = 100;
    private static readonly string Kinds = string.Join(", ", WebhookKinds.All);

    /// <summary>What is wrong with what somebody says of a webhook; what he does not say is right.</summary>
    public static async Task<FieldErrors> OfAsync(ChangeWebhookRequest said, WebhookAddresses addresses, CancellationToken cancellation)
    {
        var errors = new FieldErrors()
            .If(said.Name is not null && string.IsNullOrWhiteSpace(said.Name), "name", "is empty")
            .Text(said.Name, "name", NameLengthMax)
            .If(said.Kinds is { Count: 0 }, "kinds", "is empty")
            .If(said.Kinds?.All(k => WebhookKinds.All.Contains(k)) == false, "kinds", "holds one that is none of " + Kinds);
        if (said.Url is { } url && await addresses.ProblemAsync(url, cancellation) is { } problem)
            errors.If(true, "url", problem);
        return errors;
    }

    /// <summary>409: it cannot be told anything.</summary>
    public static string IsOff(Webhook webhook) => $"Webhook {webhook.Id} is switched off";
}
