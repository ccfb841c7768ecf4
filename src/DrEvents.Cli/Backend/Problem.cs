using System.Net;
using System.Text.Json;
using DrEvents.Cli.Output;

namespace DrEvents.Cli.Backend;

/// <summary>An answer that is no success: problem details (RFC 9457) field by field, or whatever else came, shortened.</summary>
static class Problem
{
    private const int TextCharactersMax = 300;

    /// <summary>What the person is told, and the exit code that the status means.</summary>
    public static VerbFailed From(HttpStatusCode status, string body, string request)
    {
        var head = $"{request} was answered with {(int)status} {status}";
        return new VerbFailed(ExitCodeOf(status), [.. Lines(head, body)]);
    }

    private static int ExitCodeOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ExitCode.BadInput,
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ExitCode.Unreachable,
            _ => ExitCode.NotHeld,
        };

    private static IEnumerable<string> Lines(string head, string body)
    {
        using var document = TryParse(body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } problem)
        {
            yield return string.IsNullOrWhiteSpace(body) ? head : $"{head}: {Printable.Beginning(body, TextCharactersMax)}";
            yield break;
        }
        yield return Text(problem, "title") is { } title ? $"{head}: {title}" : head;
        var fields = Fields(problem);
        // The detail of many says of each field the first that is wrong with it.
        if (Text(problem, "detail") is { } detail && detail != string.Join("; ", fields.Select(f => Line(f.Name, f.Messages[0]))))
            yield return "  " + detail;
        foreach (var (name, messages) in fields)
        foreach (var message in messages)
            yield return "  " + Line(name, message);
    }

    private static List<(string Name, string[] Messages)> Fields(JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? [.. errors.EnumerateObject().Select(f => (f.Name, Messages: Messages(f.Value).ToArray())).Where(f => f.Messages.Length > 0)]
            : [];

    private static string Line(string field, string message) => $"{field}: {message}";

    private static IEnumerable<string> Messages(JsonElement messages) =>
        messages.ValueKind == JsonValueKind.Array ? messages.EnumerateArray().Select(m => m.ToString()) : [messages.ToString()];

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonDocument? TryParse(string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            // Proxies answer in HTML: then the text itself is what can be shown.
            return null;
        }
    }
}
