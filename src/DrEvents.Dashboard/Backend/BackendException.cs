using System.Net;
using System.Text.Json;

namespace DrEvents.Dashboard.Backend;

/// <summary>The backend did not do what it was asked: it refused, or it could not be reached.</summary>
public sealed class BackendException(HttpStatusCode? status, string title, IReadOnlyDictionary<string, IReadOnlyList<string>> fields)
    : Exception(title)
{
    /// <summary>HTTP status; null where there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>What is wrong with each field of the request, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; } = fields;

    /// <summary>Whether it may be well again in a while: no answer, or one that says so.</summary>
    public bool IsAway => Status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    internal static BackendException Unreachable(string why) => new(null, why, None);

    /// <summary>From problem details (RFC 9457), or whatever else came.</summary>
    internal static BackendException From(HttpStatusCode status, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var problem = document.RootElement;
            var text = Text(problem, "detail") ?? Text(problem, "title") ?? $"{(int)status} {status}";
            return new BackendException(status, text, FieldsOf(problem));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy answers in HTML: the status is what can be said.
            return new BackendException(status, $"{(int)status} {status}", None);
        }
    }

    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Dictionary<string, IReadOnlyList<string>> FieldsOf(JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().ToDictionary(f => f.Name, f => MessagesOf(f.Value))
            : None;

    private static IReadOnlyList<string> MessagesOf(JsonElement messages) =>
        messages.ValueKind == JsonValueKind.Array ? [.. messages.EnumerateArray().Select(m => m.ToString())] : [messages.ToString()];
}
