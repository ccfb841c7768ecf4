using System.Net;
using System.Text.Json;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Web;

public sealed class VenPageTests : IAsyncLifetime
{
    private HttpClient _http = null!;
    private VenAgent _ven = null!;

    public async ValueTask InitializeAsync()
    {
        // Nobody listens there: the page has to be there without a broker, too.
        var options = new VenOptions("ven-page", new BrokerAddress("127.0.0.1", FreePort.Take())) { WebPort = 0 };
        _ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await _ven.StartAsync();
        _http = new HttpClient { BaseAddress = _ven.PageAddress };
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/icon.svg", "image/svg+xml")]
    [InlineData("/palette.css", "text/css")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/controls.css", "text/css")]
    [InlineData("/parts.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/link.js", "text/javascript")]
    [InlineData("/words.js", "text/javascript")]
    [InlineData("/now.js", "text/javascript")]
    [InlineData("/loads.js", "text/javascript")]
    [InlineData("/events.js", "text/javascript")]
    [InlineData("/receipts.js", "text/javascript")]
    [InlineData("/chart.js", "text/javascript")]
    [InlineData("/log.js", "text/javascript")]
    public async Task the_page_is_one_piece_that_needs_nothing_from_elsewhere(string path, string type)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self'");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("https://");
    }

    [Fact]
    public async Task what_has_not_changed_is_not_sent_again()
    {
        using var first = await _http.GetAsync(new Uri("/page.js", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _http.SendAsync(request);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task the_state_tells_what_every_load_does()
    {
        using var state = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/state", UriKind.Relative)));
        var root = state.RootElement;
        root.GetProperty("venId").GetString().ShouldBe("ven-page");
        root.GetProperty("isConnected").GetBoolean().ShouldBeFalse();
        root.GetProperty("mayChange").GetBoolean().ShouldBeTrue("whoever sits at this machine is the owner");
        var loads = root.GetProperty("loads").EnumerateArray().ToArray();
        loads.Sum(l => l.GetProperty("powerKw").GetDouble()).ShouldBe(root.GetProperty("usedKw").GetDouble(), 0.01);
    }

    [Fact]
    public async Task a_port_that_is_taken_is_told_with_its_key()
    {
        var port = _ven.PageAddress!.Port;
        (await RefusalAsync(o => o with { WebPort = port })).ShouldBe(
            $"Web:Port (WEB_PORT): localhost:{port} cannot be used: Address already in use"
        );
    }

    [Fact]
    public async Task an_address_that_is_another_machines_is_told_with_its_key() =>
        // Of the range for documentation: no machine has it.
        (await RefusalAsync(o => o with { WebPort = 8080, WebHost = "192.0.2.1" })).ShouldStartWith(
            "Web:Host: 192.0.2.1:8080 cannot be used: "
        );

    private static async Task<string> RefusalAsync(Func<VenOptions, VenOptions> change)
    {
        var options = change(new VenOptions("ven-2", new BrokerAddress("127.0.0.1", FreePort.Take())));
        await using var ven = new VenAgent(options, HomeLoads.Typical(2), TimeProvider.System);
        return (await Should.ThrowAsync<IOException>(ven.StartAsync)).Message;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _ven.DisposeAsync();
    }
}
