using System.Net;
using System.Text.Json;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Mqtt;

namespace DrEvents.Ven.Tests.Web;

public sealed class VenPageTests : IAsyncLifetime
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort.Take()}") };
    private VenAgent _ven = null!;

    public async ValueTask InitializeAsync()
    {
        // Nobody listens there: the page has to be there without a broker, too.
        var options = new VenOptions("ven-page", new BrokerAddress("127.0.0.1", FreePort.Take())) { WebPort = _http.BaseAddress!.Port };
        _ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await _ven.StartAsync();
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/palette.css", "text/css")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    public async Task the_page_is_one_piece_that_needs_nothing_from_elsewhere(string path, string type)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self'");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("https://");
    }

    [Fact]
    public async Task the_state_tells_what_every_load_does()
    {
        using var state = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/state", UriKind.Relative)));
        var root = state.RootElement;
        root.GetProperty("venId").GetString().ShouldBe("ven-page");
        root.GetProperty("isConnected").GetBoolean().ShouldBeFalse();
        var loads = root.GetProperty("loads").EnumerateArray().ToArray();
        loads.Sum(l => l.GetProperty("powerKw").GetDouble()).ShouldBe(root.GetProperty("usedKw").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task the_page_changes_nothing()
    {
        using var answer = await _http.PostAsync(new Uri("/api/state", UriKind.Relative), null);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task other_paths_are_not_found()
    {
        using var answer = await _http.GetAsync(new Uri("/etc", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_port_that_is_taken_is_told_with_its_key()
    {
        var options = new VenOptions("ven-2", new BrokerAddress("127.0.0.1", FreePort.Take())) { WebPort = _http.BaseAddress!.Port };
        await using var second = new VenAgent(options, HomeLoads.Typical(2), TimeProvider.System);
        (await Should.ThrowAsync<IOException>(second.StartAsync)).Message.ShouldContain("WEB_PORT");
    }

    public async ValueTask DisposeAsync()
    {
        await _ven.DisposeAsync();
        _http.Dispose();
    }
}
