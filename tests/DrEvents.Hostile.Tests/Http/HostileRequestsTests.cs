using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Hostile.Tests.Http;

/// <summary>30,000 requests over sockets, on all routes. Memory is measured as for messages.</summary>
[Collection(Attacks.Name)]
public sealed class HostileRequestsTests(BackendUnderAttack attacked, ITestOutputHelper output) : IClassFixture<BackendUnderAttack>
{
    private const int Seed = 20261125;
    private const int Requests = 30_000;
    private const int RequestsToWarmUp = 6_000;
    private const int Connections = 16;
    private const int ViolationsShownMax = 25;
    private const string VenId = "http-ven";

    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentQueue<string> violations = new();

    [Fact]
    public async Task thirty_thousand_hostile_requests_harm_nothing_and_every_refusal_says_what_is_wrong()
    {
        output.WriteLine($"seed {Seed}");
        var watch = Stopwatch.StartNew();
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = Connections,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectCallback = ConnectAsync,
            }
        )
        {
            BaseAddress = attacked.Backend.Address,
        };
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await RegisterAsync(http);
        var requests = new HostileRequests(VenId, await ScheduleAsync(http, now), now);

        await SendAsync(http, requests, 0, RequestsToWarmUp);
        var warmMb = attacked.Backend.ResidentMb();
        await SendAsync(http, requests, RequestsToWarmUp, Requests);
        var lastMb = attacked.Backend.ResidentMb();

        output.WriteLine(
            $"{Requests} requests in {watch.Elapsed.TotalSeconds:0} s: "
                + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))
                + $"; {warmMb:0} MB after warm-up, {lastMb:0} MB at the end"
        );
        violations.Distinct().Take(ViolationsShownMax).ShouldBeEmpty();
        (lastMb - warmMb).ShouldBeLessThan(BackendUnderAttack.GrowthMbMax);
        (await http.GetAsync(new Uri($"/api/vens/{VenId}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await attacked.IsUnharmedAsync();
    }

    private Task SendAsync(HttpClient http, HostileRequests requests, int from, int to) =>
        Parallel.ForEachAsync(
            Enumerable.Range(from, to - from),
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (number, cancellation) =>
            {
                var request = requests.Next(new Random(Seed + number));
                using var message = request.Message;
                try
                {
                    using var answer = await http.SendAsync(message, cancellation);
                    statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
                    if (await AnswerCheck.ViolationAsync(request, answer) is { } violation)
                        violations.Enqueue($"{violation} <- {request.Shown}");
                }
                catch (HttpRequestException e)
                {
                    violations.Enqueue($"no answer ({e.Message}) <- {request.Shown}");
                }
            }
        );

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(attacked.Backend.Address.Host, attacked.Backend.Address.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A VEN with a load, as its first sample makes it.</summary>
    private async Task RegisterAsync(HttpClient http)
    {
        await using var ven = await TestClient.ConnectAsync(attacked.Broker.Port);
        await ven.PublishAsync(Topics.Telemetry(VenId), """{"ts":1790000000,"power_kw":1,"loads":[{"id":"ev","currentPowerKw":1}]}""");
        var load = new Uri($"/api/vens/{VenId}/loads/ev", UriKind.Relative);
        await Eventually.HoldsAsync(
            "the VEN and its load are known",
            async () => (await http.GetAsync(load)).StatusCode == HttpStatusCode.OK
        );
    }

    private static async Task<string> ScheduleAsync(HttpClient http, DateTimeOffset now)
    {
        var answer = await http.PostAsJsonAsync(
            new Uri("/api/events", UriKind.Relative),
            new
            {
                startTime = now.AddDays(100),
                endTime = now.AddDays(101),
                requestedReductionKw = 1,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
