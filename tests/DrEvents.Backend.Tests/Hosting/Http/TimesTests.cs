using System.Net;
using System.Text;
using System.Text.Json;
using Alba;
using DrEvents.Backend.Hosting;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>Times are read in one way, wherever they are: RFC 3339 with an offset. Anything else is a 400 that says so.</summary>
[Collection(typeof(BackendCollection))]
public sealed class TimesTests(BackendFixture backend)
{
    /// <summary>Routes with a time in their query.</summary>
    private static readonly string[] Queries =
    [
        "/api/vens/times-1/history",
        "/api/vens/times-1/loads/ev/history",
        "/api/vens/times-1/telemetry",
        "/api/vens/times-1/circuits/history",
        "/api/events/history",
        "/api/stats/network/history",
    ];

    /// <summary>Routes with a time in their body.</summary>
    private static readonly (string Method, string Url)[] Bodies =
    [
        ("POST", "/api/events"),
        ("POST", "/api/vens/times-1/send-event"),
        ("PATCH", "/api/events/{id}"),
    ];

    [Theory]
    [InlineData("2026-11-27")]
    [InlineData("2026-11-27T23:20:48")]
    [InlineData("2026-11-27 23:20:48")]
    [InlineData("1790000000")]
    [InlineData("1790000000000")]
    [InlineData("10:00Z")]
    [InlineData("T10:00:00Z")]
    [InlineData("2026-11-27T10:00Z")]
    [InlineData("2026-11-27T10:00:00+0200")]
    [InlineData("2026-11-27T10:00:00+02")]
    [InlineData("2026-11-27T10:00:00 CET")]
    [InlineData("2026-02-30T10:00:00Z")]
    [InlineData("2026-11-27T24:00:00Z")]
    [InlineData("Fri, 27 Nov 2026 10:00:00 GMT")]
    [InlineData("27.11.2026 10:00")]
    [InlineData("now")]
    public async Task what_is_no_time_with_an_offset_is_refused_everywhere(string text)
    {
        var ids = await IdsAsync();
        foreach (var (name, url) in from url in Queries from name in new[] { "start", "end" } select (name, url))
            await RefusesAsync(name, await GetAsync(url, name, Uri.EscapeDataString(text)));
        foreach (var (method, url) in Bodies)
        {
            await RefusesAsync("startTime", await SendAsync(method, url, ids, JsonSerializer.Serialize(text), Ahead(101)));
            await RefusesAsync("endTime", await SendAsync(method, url, ids, Ahead(100), JsonSerializer.Serialize(text)));
        }
    }

    [Theory]
    [InlineData("1790000000")]
    [InlineData("true")]
    [InlineData("{}")]
    public async Task what_is_no_text_is_no_time_in_a_body(string json)
    {
        var ids = await IdsAsync();
        foreach (var (method, url) in Bodies)
            await RefusesAsync("startTime", await SendAsync(method, url, ids, json, Ahead(101)));
    }

    [Theory]
    [InlineData("{0}T10:00:00Z")]
    [InlineData("{0}t10:00:00z")]
    [InlineData("{0}T12:00:00%2B02:00")]
    [InlineData("{0}T12:00:00.000%2B02:00")]
    [InlineData("{0}T08:30:00-01:30")]
    // A plus that nobody encoded comes out of a query as a space. There is no other way to read it.
    [InlineData("{0}T12:00:00+02:00")]
    [InlineData("{0}T12:00:00%2002:00")]
    public async Task the_same_moment_is_read_from_all_forms_of_it_in_every_query(string form)
    {
        await IdsAsync();
        var start = string.Format(null, form, Today);
        foreach (var url in Queries)
        {
            (await GetAsync(url, "start", start)).StatusCode.ShouldBe(HttpStatusCode.OK, url);
            // Where the start is not before the end, the moment that was read shows.
            (await ProblemAsync(await GetAsync(url, "start", $"{start}&end={Today}T10:00:00Z"))).ShouldContain(
                "start: is not before the end"
            );
            (await GetAsync(url, "start", $"{start}&end={Today}T10:00:00.001Z")).StatusCode.ShouldBe(HttpStatusCode.OK, url);
        }
    }

    [Theory]
    [InlineData("T10:00:00Z")]
    [InlineData("T12:00:00+02:00")]
    [InlineData("T08:30:00.0000-01:30")]
    public async Task the_same_moment_is_read_from_all_forms_of_it_in_every_body(string form)
    {
        var ids = await IdsAsync();
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(100).ToString("yyyy-MM-dd", null);
        foreach (var (method, url) in Bodies)
        {
            var answer = await SendAsync(method, url, ids, $"\"{day}{form}\"", Ahead(102));

            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"startTime\":\"{day}T10:00:00Z\"");
        }
    }

    private static string Today => TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-1).ToString("yyyy-MM-dd", null);

    private static string Ahead(int days) => JsonSerializer.Serialize(TimeProvider.System.GetUtcNow().AddDays(days));

    private Task<IReadOnlyDictionary<string, string>> IdsAsync() => backend.SomethingAsync("times-1");

    private Task<HttpResponseMessage> GetAsync(string url, string name, string value) =>
        backend.Host.Server.CreateClient().GetAsync($"{url}?{name}={value}");

    private Task<HttpResponseMessage> SendAsync(
        string method,
        string url,
        IReadOnlyDictionary<string, string> ids,
        string start,
        string end
    ) =>
        backend
            .Host.Server.CreateClient()
            .SendAsync(
                new HttpRequestMessage(new HttpMethod(method), url.Replace("{id}", ids["id"], StringComparison.Ordinal))
                {
                    Content = new StringContent(
                        $$"""{"startTime":{{start}},"endTime":{{end}},"requestedReductionKw":1}""",
                        Encoding.UTF8,
                        "application/json"
                    ),
                }
            );

    private static async Task RefusesAsync(string field, HttpResponseMessage answer)
    {
        var problem = await ProblemAsync(answer);
        problem.ShouldBe($"{field}: {HttpTimes.Wrong}", answer.RequestMessage!.RequestUri!.ToString());
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{answer.RequestMessage!.RequestUri} {text}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonElement.Parse(text).GetProperty("detail").GetString()!;
    }
}
