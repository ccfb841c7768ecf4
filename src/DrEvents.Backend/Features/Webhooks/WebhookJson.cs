using Http = Microsoft.AspNetCore.Http.Json;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Writes what webhooks are sent as answers are written: by the same options.</summary>
public sealed class WebhookJson(IOptions<Http.JsonOptions> options)
{
    public string Of<T>(string kind, DateTimeOffset at, T data) =>
        JsonSerializer.Serialize(new WebhookMessage<T>(kind, at, data), options.Value.SerializerOptions);
}
