using System.Net;
using System.Text.Json;

namespace DrEvents.Hostile.Tests.Http;

/// <summary>What every answer has to be, whatever was asked.</summary>
internal static class AnswerCheck
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Fields that limit each other: where one is wrong, the other may be named.</summary>
    private static readonly HashSet<string> Times = ["startTime", "endTime"];

    /// <summary>What is wrong with the answer; null when nothing is.</summary>
    public static async Task<string?> ViolationAsync(HostileRequest request, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status >= 500)
            return $"{status}";
        if (status < 400 || request.Message.Method == HttpMethod.Head)
            return null;
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (type != ProblemType)
            return $"{status} as {type ?? "nothing"}";
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        if (!problem.TryGetProperty("status", out var said) || said.GetInt32() != status)
            return $"{status} that says another status";
        if (Text(problem, "title") is null || Text(problem, "detail") is null)
            return $"{status} that does not say what is wrong";
        var fields = problem.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Select(e => e.Name).ToList() : [];
        if (answer.StatusCode == HttpStatusCode.BadRequest && fields.Count == 0 && Text(problem, "title") != "The request cannot be read")
            return $"400 that names no field: {problem}";
        if (answer.StatusCode == HttpStatusCode.BadRequest && request.Field is { } field && !fields.Any(f => Names(f, field)))
            return $"400 that names {string.Join(", ", fields)} and not {field}";
        return null;
    }

    private static bool Names(string named, string field) =>
        // A body that is no JSON at all has no fields.
        named == "body"
        || named.StartsWith(field, StringComparison.Ordinal)
        || (Times.Contains(named) && Times.Contains(field));

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
