using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Access;

/// <summary>Whom a backend that access is not set up for lets in, over real connections, and where it listens.</summary>
public sealed class SocketScenarios : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestPostgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task callers_of_this_machine_are_let_in_and_those_that_are_passed_on_or_from_elsewhere_are_not()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"drevents-{Guid.NewGuid():N}.sock");
        await using var app = Build("--urls=http://0.0.0.0:0;http://unix:" + socket);
        await app.StartAsync();
        var port = new Uri(app.Urls.First(u => !u.Contains("unix", StringComparison.Ordinal)).Replace("0.0.0.0", "127.0.0.1")).Port;

        using var here = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await here.GetFromJsonAsync<AccessMe>("/api/access/me"))!.Way.ShouldBe(Ways.Loopback);
        foreach (var header in new[] { "X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Original-For", "X-Forwarded-Host" })
        {
            using var passedOn = new HttpRequestMessage(HttpMethod.Get, "/api/vens");
            passedOn.Headers.TryAddWithoutValidation(header, "127.0.0.1");
            using var refused = await here.SendAsync(passedOn);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, header);
            (await refused.Content.ReadAsStringAsync()).ShouldContain($"passed on by another server ({header})");
        }
        foreach (var address in OwnAddresses())
        {
            using var elsewhere = new HttpClient { BaseAddress = new Uri($"http://{address}:{port}") };
            using var refused = await elsewhere.GetAsync("/api/vens");
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{address}");
            (await elsewhere.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        // Nobody knows who is behind a Unix socket: mostly a proxy.
        using var unix = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, stop) => await ConnectAsync(socket, stop) });
        using var throughSocket = await unix.GetAsync("http://localhost/api/vens");
        throughSocket.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await app.StopAsync();
        File.Delete(socket);
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0", "urls: http://0.0.0.0:0")]
    [InlineData("--urls=http://localhost:0;http://*:0", "urls: http://*:0")]
    [InlineData("--urls=http://[::]:0", "urls: http://[::]:0")]
    [InlineData("--Kestrel:Endpoints:Other:Url=http://192.0.2.1:0", "Kestrel:Endpoints:Other:Url: http://192.0.2.1:0")]
    public async Task before_access_is_set_up_it_listens_on_this_machine_only(string where, string named)
    {
        await using var app = Build(where);

        var refused = await Should.ThrowAsync<ConfigurationException>(() => DrEvents.Backend.Backend.CheckAsync(app));

        refused.Message.ShouldBe(
            $"{named} can be reached from other machines, and access is not set up: make the first administrator on the "
                + "backend's own machine (drevents setup), or set Access:AdministratorKey, or listen on http://localhost:8000"
        );
    }

    [Theory]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.5:0;http://[::1]:0")]
    public async Task this_machines_own_addresses_need_nothing(string urls)
    {
        await using var app = Build("--urls=" + urls);

        await DrEvents.Backend.Backend.CheckAsync(app);
    }

    [Fact]
    public async Task with_a_key_it_listens_everywhere()
    {
        await using (var withKey = Build("--urls=http://0.0.0.0:0", "--Access:AdministratorKey=" + Some.AdministratorKey))
            await DrEvents.Backend.Backend.CheckAsync(withKey);
        await using (var here = Build("--urls=http://127.0.0.1:0"))
        {
            await here.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(here.Urls.Single()) };
            (await http.PostAsJsonAsync("/api/access/keys", new MakeApiKeyRequest("Anna", Roles.Administrator))).EnsureSuccessStatusCode();
            await here.StopAsync();
        }

        await using var later = Build("--urls=http://0.0.0.0:0");
        await DrEvents.Backend.Backend.CheckAsync(later);
    }

    private WebApplication Build(params string[] args) =>
        DrEvents.Backend.Backend.Build(
            [$"--ConnectionStrings:Postgres={_database.ConnectionString}", "--Mqtt:Port=1", .. args],
            builder => builder.Logging.ClearProviders()
        );

    private static IEnumerable<IPAddress> OwnAddresses() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))
            .Take(1);

    private static async Task<Stream> ConnectAsync(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
