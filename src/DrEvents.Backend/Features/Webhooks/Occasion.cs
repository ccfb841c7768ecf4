namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Something that webhooks are told.</summary>
/// <param name="Name">What tells it from all others, so that a message that comes twice tells it once.</param>
/// <param name="At">When it happened.</param>
public sealed record Occasion(string Kind, string Name, DateTimeOffset At, string Body)
{
    private const string Prefix = "msg_";
    private const int HashDigits = 20;

    /// <summary>The delivery to a webhook: in the order of time, and the same each time.</summary>
    public string IdFor(string webhookId)
    {
        var named = string.Create(CultureInfo.InvariantCulture, $"{webhookId}/{Kind}/{Name}/{At.UtcTicks}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)));
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{At.ToUnixTimeMilliseconds():x12}{hash[..HashDigits]}");
    }
}
