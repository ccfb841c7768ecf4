using System.Net;
using System.Text;
using System.Text.Json;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Tests.Shedding;

namespace DrEvents.Ven.Tests.Web;

public sealed class VenApiTests : IAsyncLifetime
{
    private HttpClient _http = null!;
    private VenAgent _ven = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new VenOptions("ven-api", new BrokerAddress("127.0.0.1", FreePort.Take())) { WebPort = 0 };
        _ven = new VenAgent(options, TestHome.Steady(), TimeProvider.System);
        await _ven.StartAsync();
        _http = new HttpClient { BaseAddress = _ven.PageAddress };
    }

    [Theory]
    [InlineData("POST", "/api/state", 405)]
    [InlineData("GET", "/api/test-event", 405)]
    [InlineData("PUT", "/api/loads/ev", 405)]
    [InlineData("POST", "/page.js", 405)]
    [InlineData("GET", "/api", 404)]
    [InlineData("GET", "/api/", 404)]
    [InlineData("GET", "/api/events/evt-1/opt-out/now", 404)]
    [InlineData("GET", "/etc", 404)]
    [InlineData("GET", "/api/history?hours=0", 400)]
    [InlineData("GET", "/api/history?hours=25", 400)]
    [InlineData("GET", "/api/history?hours=x", 400)]
    public async Task what_is_not_there_is_told_as_a_problem(string method, string path, int status)
    {
        using var answer = await SendAsync(method, path, null);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await JsonAsync(answer)).GetProperty("status").GetInt32().ShouldBe(status);
        answer.Content.Headers.Allow.Count.ShouldBe(status == 405 ? answer.Content.Headers.Allow.Count : 0);
    }

    [Theory]
    [InlineData("POST", "/api/test-event", """{"minutes":16}""", "minutes")]
    [InlineData("POST", "/api/test-event", """{"minutes":"5"}""", "minutes")]
    [InlineData("POST", "/api/test-event", """{"minutes":5,"reductionKw":-1}""", "reductionKw")]
    [InlineData("POST", "/api/test-event", """{"minutes":5,"kw":1}""", "kw")]
    [InlineData("POST", "/api/test-event", "{", "body")]
    [InlineData("POST", "/api/test-event", "null", "body")]
    [InlineData("POST", "/api/test-event", "", "body")]
    [InlineData("POST", "/api/events/evt-00000001/opt-out", """{"reason":"because"}""", "reason")]
    [InlineData("POST", "/api/events/evt-00000001/opt-out", "{}", "reason")]
    [InlineData("PATCH", "/api/loads/ev", "{}", "enabled")]
    [InlineData("PATCH", "/api/loads/ev", """{"priority":0}""", "priority")]
    public async Task a_bad_field_is_named(string method, string path, string body, string field)
    {
        using var answer = await SendAsync(method, path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await JsonAsync(answer)).GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(field);
        _ven.Log.ReadNewest(10).ShouldAllBe(e => e.Kind != "testStarted" && e.Kind != "loadChanged");
    }

    [Theory]
    [InlineData("POST", "/api/events/evt-00000001/opt-out", """{"reason":"mustRun"}""", 404)]
    [InlineData("POST", "/api/events/evt-00000001/opt-in", "{}", 404)]
    [InlineData("DELETE", "/api/test-event", null, 404)]
    [InlineData("PATCH", "/api/loads/nothing", """{"enabled":false}""", 404)]
    [InlineData("PATCH", "/api/loads/kitchen", """{"enabled":false}""", 409)]
    public async Task what_cannot_be_done_is_told_with_its_reason(string method, string path, string? body, int status)
    {
        using var answer = await SendAsync(method, path, body);
        ((int)answer.StatusCode).ShouldBe(status);
        (await JsonAsync(answer)).GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task a_test_is_started_and_stopped_and_stands_among_what_is_over()
    {
        using var started = await SendAsync("POST", "/api/test-event", """{"minutes":5,"reductionKw":2}""");
        var shed = (await JsonAsync(started)).GetProperty("shed");
        shed.GetProperty("isTest").GetBoolean().ShouldBeTrue();
        using var second = await SendAsync("POST", "/api/test-event", """{"minutes":5}""");
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var stopped = await SendAsync("DELETE", "/api/test-event", null);
        (await JsonAsync(stopped)).TryGetProperty("shed", out _).ShouldBeFalse();
        using var events = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/events", UriKind.Relative)));
        var past = events.RootElement.GetProperty("past").EnumerateArray().Single();
        past.GetProperty("endReason").GetString().ShouldBe("stopped by the owner");
    }

    [Fact]
    public async Task a_load_is_changed()
    {
        using var answer = await SendAsync("PATCH", "/api/loads/ev", """{"enabled":false,"priority":7}""");
        var ev = (await JsonAsync(answer)).GetProperty("loads").EnumerateArray().Single(l => l.GetProperty("id").GetString() == "ev");
        (ev.GetProperty("isEnabled").GetBoolean(), ev.GetProperty("priority").GetInt32()).ShouldBe((false, 7));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task what_a_form_of_another_page_could_send_is_not_taken(string type)
    {
        using var content = new StringContent("""{"minutes":5}""", Encoding.UTF8, type);
        using var answer = await _http.PostAsync(new Uri("/api/test-event", UriKind.Relative), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task a_body_that_is_too_long_is_not_read_to_its_end()
    {
        using var answer = await SendAsync("POST", "/api/test-event", new string(' ', 5_000));
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    public async Task another_sites_page_changes_nothing(string header, string value, int status)
    {
        using var request = Request("POST", "/api/test-event", """{"minutes":5}""");
        request.Headers.Add(header, value);
        using var answer = await _http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("rebound.example", 421)]
    [InlineData("localhost.example", 421)]
    [InlineData("localhost", 200)]
    [InlineData("192.168.1.20", 200)]
    [InlineData("[::1]", 200)]
    public async Task a_name_that_is_not_this_machines_reads_nothing(string host, int status)
    {
        using var request = Request("GET", "/api/state", null);
        request.Headers.Host = $"{host}:{_http.BaseAddress!.Port}";
        using var answer = await _http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task a_tag_spares_what_has_not_changed()
    {
        using var first = await SendAsync("GET", "/api/events", null);
        using var request = Request("GET", "/api/events", null);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _http.SendAsync(request);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task the_stream_tells_a_change_and_the_number_of_streams_is_bounded()
    {
        var streams = new List<HttpResponseMessage>();
        for (var n = 0; n < 9; n++)
            streams.Add(await _http.SendAsync(Request("GET", "/api/stream", null), HttpCompletionOption.ResponseHeadersRead));
        streams.Take(8).ShouldAllBe(s => s.StatusCode == HttpStatusCode.OK);
        streams[8].StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        using var reader = new StreamReader(await streams[0].Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync())!.ShouldStartWith("data: {");
        using var started = await SendAsync("POST", "/api/test-event", """{"minutes":5,"reductionKw":2}""");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!(await reader.ReadLineAsync(patience.Token))!.Contains("\"isTest\":true", StringComparison.Ordinal)) { }
        streams.ForEach(s => s.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _ven.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? body) => _http.SendAsync(Request(method, path, body));

    private static HttpRequestMessage Request(string method, string path, string? body) =>
        new(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
