using System.Text.Json;
using DrEvents.Testing.Browsing;

namespace DrEvents.Dashboard.Tests.FrontEnds;

/// <summary>The page of another origin in a real browser, which calls the interface and holds the answers to the contract.</summary>
internal sealed class FrontEnd(Visit visit) : IAsyncDisposable
{
    private const string NoBody = "";

    /// <summary>Its browser window.</summary>
    public Visit Visit => visit;

    /// <summary>Reads, with and without a trailing slash; both times the answer has to be of this shape.</summary>
    public async Task<JsonElement> GetAsync(string path, string? shape)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var slashed = at < 0 ? path + "/" : path.Insert(at, "/");
        await CallAsync("GET", slashed, shape, 200);
        return await CallAsync("GET", path, shape, 200);
    }

    /// <summary>Calls, and has the answer be of this status and, where one is named, of this shape.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? shape, int status, object? body = null)
    {
        var said = body is null ? NoBody : JsonSerializer.Serialize(body);
        var text = await visit.Page.EvaluateAsync<string>(
            "([method, path, shape, body]) => call(method, path, shape || null, body || null)",
            new[] { method, path, shape ?? "", said }
        );
        var answer = JsonElement.Parse(text);
        answer.GetProperty("wrong").EnumerateArray().Select(w => w.GetString()).ShouldBeEmpty();
        answer.GetProperty("status").GetInt32().ShouldBe(status, $"{method} {path} {answer.GetProperty("body")}");
        return answer.GetProperty("body");
    }

    public ValueTask DisposeAsync() => visit.DisposeAsync();
}
