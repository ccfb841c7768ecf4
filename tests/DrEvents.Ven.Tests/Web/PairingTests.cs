using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DrEvents.Mqtt;
using DrEvents.Ven.Tests.Shedding;
using DrEvents.Ven.Web;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Web;

public sealed class PairingTests : IDisposable
{
    private const string Token = "a-token-that-is-long-enough";
    private const string Wrong = "another-token-that-is-long";

    private readonly string _folder = Directory.CreateTempSubdirectory("ven-pairing-").FullName;

    [Theory]
    [InlineData("localhost", false, false)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("127.0.0.2", false, false)]
    [InlineData("::1", false, false)]
    [InlineData("127.0.0.2", true, true)]
    [InlineData("0.0.0.0", false, true)]
    [InlineData("192.168.1.20", false, true)]
    [InlineData("::", false, true)]
    public void whoever_others_can_reach_asks_for_a_token(string host, bool isAsked, bool isRequired) =>
        (Options() with { WebHost = host, IsPairingRequired = isAsked }).IsPairingRequired.ShouldBe(isRequired);

    [Fact]
    public async Task without_the_token_the_page_is_read_only()
    {
        await using var ven = await StartAsync(Options() with { WebToken = Token });
        (await ChangeAsync(ven, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await ReadAsync(ven, null)).ShouldContain("\"mayChange\":false,\"needsPairing\":true");
        (await ChangeAsync(ven, Token)).ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(ven, Token)).ShouldContain("\"mayChange\":true");
    }

    [Fact]
    public async Task too_many_wrong_tokens_lock_an_address_out_for_a_minute()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        await using var ven = await StartAsync(Options() with { WebToken = Token }, clock);
        for (var n = 0; n < 5; n++)
            (await ChangeAsync(ven, Wrong)).ShouldBe(HttpStatusCode.Unauthorized);
        (await ChangeAsync(ven, Token)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await ChangeAsync(ven, null)).ShouldBe(HttpStatusCode.Unauthorized, "looking is still allowed");
        clock.Advance(TimeSpan.FromSeconds(61));
        (await ChangeAsync(ven, Token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task the_token_is_made_once_kept_for_its_owner_alone_and_told_once()
    {
        var options = Options() with { LogFile = Path.Combine(_folder, "ven.log.db") };
        using var first = new CapturedLog();
        await using (await StartAsync(options, loggers: first)) { }
        var file = Path.Combine(_folder, "ven.log.token");
        var token = await File.ReadAllTextAsync(file);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        first.Lines.ShouldContain(l => l.Contains("/#" + token, StringComparison.Ordinal));

        using var second = new CapturedLog();
        await using var ven = await StartAsync(options, loggers: second);
        second.Lines.ShouldNotContain(l => l.Contains(token, StringComparison.Ordinal));
        (await ChangeAsync(ven, token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_token_that_others_can_read_is_refused_with_what_mends_it()
    {
        var options = Options() with { LogFile = Path.Combine(_folder, "ven.log.db") };
        var file = Path.Combine(_folder, "ven.log.token");
        await File.WriteAllTextAsync(file, Token);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        await using var ven = new VenAgent(options, TestHome.Steady(), TimeProvider.System);
        (await Should.ThrowAsync<InvalidDataException>(ven.StartAsync)).Message.ShouldEndWith($"chmod 600 {file}");
    }

    [Fact]
    public void the_list_of_addresses_that_were_wrong_stays_small()
    {
        var clock = new FakeTimeProvider();
        var wrong = new WrongTokens(clock);
        for (var n = 0; n < 10_000; n++)
            wrong.Add(new IPAddress(n + 1));
        for (var n = 0; n < 5; n++)
            wrong.Add(IPAddress.Loopback);
        wrong.WaitOf(IPAddress.Loopback).ShouldBe(TimeSpan.FromMinutes(1));
        wrong.Count.ShouldBe(256);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static VenOptions Options() =>
        new("ven-paired", new BrokerAddress("127.0.0.1", FreePort.Take()))
        {
            WebHost = "127.0.0.2",
            WebPort = 0,
            IsPairingRequired = true,
        };

    private static async Task<VenAgent> StartAsync(VenOptions options, TimeProvider? clock = null, ILoggerFactory? loggers = null)
    {
        var ven = new VenAgent(options, TestHome.Steady(), clock ?? TimeProvider.System, loggers);
        await ven.StartAsync();
        return ven;
    }

    private static async Task<HttpStatusCode> ChangeAsync(VenAgent ven, string? token)
    {
        using var http = Client(ven, token);
        using var content = new StringContent("""{"enabled":true}""", Encoding.UTF8, "application/json");
        using var answer = await http.PatchAsync(new Uri("/api/loads/ev", UriKind.Relative), content);
        return answer.StatusCode;
    }

    private static async Task<string> ReadAsync(VenAgent ven, string? token)
    {
        using var http = Client(ven, token);
        return await http.GetStringAsync(new Uri("/api/state", UriKind.Relative));
    }

    private static HttpClient Client(VenAgent ven, string? token)
    {
        var http = new HttpClient { BaseAddress = ven.PageAddress };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
