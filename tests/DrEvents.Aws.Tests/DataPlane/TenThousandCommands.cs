using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Mqtt;
using DrEvents.Backend.Mqtt.DataPlane;
using DrEvents.Contracts.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DrEvents.Aws.Tests.DataPlane;

/// <summary>
/// How long 10,000 commands take over the data plane, beside the stand-in's own floor: the same requests, signed by hand and sent by a bare
/// HTTP client over as many connections at the same pace. Not part of a usual run: <c>-explicit only</c>.
/// </summary>
[Collection("one clock, one port")]
public sealed class TenThousandCommands(ITestOutputHelper output)
{
    private const int Connections = 10;
    private const int Commands = 10_000;
    private static readonly byte[] Payload = new byte[400];

    [Fact(Explicit = true)]
    public async Task their_p99_is_near_the_floor_of_the_stand_in_and_no_connection_is_too_fast()
    {
        await using var core = await IotCore.StartAsync();
        var (floors, owns) = (new List<double>(), new List<double>());
        await OwnAsync(core, 1_000);
        await FloorAsync(core, 1_000);
        for (var round = 1; round <= 3; round++)
        {
            var (floor, own) = (await FloorAsync(core, Commands), await OwnAsync(core, Commands));
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}, ms: floor p50 {P(floor, 50):0.00}, p99 {P(floor, 99):0.00}; ours p50 {P(own, 50):0.00}, p99 {P(own, 99):0.00}; p99 ratio {P(own, 99) / P(floor, 99):0.00}"
                )
            );
            floors.Add(P(floor, 99));
            owns.Add(P(own, 99));
        }

        output.WriteLine($"busiest second of a connection: {core.DataPlane.BusiestSecondOfAConnection()}");
        core.DataPlane.Answers.Keys.ShouldBe(["200"]);
        core.DataPlane.BusiestSecondOfAConnection().ShouldBeLessThanOrEqualTo(WireLimits.PublishesPerSecondMax);
        (owns.Order().ElementAt(1) / floors.Order().ElementAt(1)).ShouldBeLessThan(1.5);
    }

    private static async Task<IReadOnlyList<double>> OwnAsync(IotCore core, int commands)
    {
        var options = new DataPlaneOptions
        {
            Region = RecordedWith.Region,
            Endpoint = core.DataPlane.Address,
            CaFile = core.Certificates.CaFile,
            Connections = Connections,
        };
        using var plane = new AwsDataPlane(
            Options.Create(options),
            TimeProvider.System,
            NullLogger<AwsDataPlane>.Instance,
            new BasicAWSCredentials(RecordedWith.AccessKeyId, RecordedWith.Secret)
        );
        var times = new ConcurrentQueue<double>();
        await Task.WhenAll(
            Enumerable
                .Range(0, commands)
                .Select(async n =>
                {
                    var handed = 0L;
                    (
                        await plane.PublishAsync(Topics.Command($"ven-{n}"), Payload, () => handed = Stopwatch.GetTimestamp(), default)
                    ).ShouldBeNull();
                    times.Enqueue(Stopwatch.GetElapsedTime(handed).TotalMilliseconds);
                })
        );
        return [.. times.Order()];
    }

    private static async Task<IReadOnlyList<double>> FloorAsync(IotCore core, int commands)
    {
        var times = new ConcurrentQueue<double>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async c =>
                {
                    using var http = Bare(core);
                    var pace = new PublishPace(WireLimits.PublishesPerSecondMax, TimeProvider.System);
                    var sending = new List<Task>();
                    for (var n = c; n < commands; n += Connections)
                    {
                        await pace.WaitAsync(default);
                        sending.Add(SendAsync(http, core.DataPlane.Address, Topics.Command($"ven-{n}"), times));
                    }
                    await Task.WhenAll(sending);
                })
        );
        return [.. times.Order()];
    }

    private static async Task SendAsync(HttpClient http, string address, string topic, ConcurrentQueue<double> times)
    {
        var start = Stopwatch.GetTimestamp();
        var target = $"/topics/{Uri.EscapeDataString(topic)}?qos=1";
        var date = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{date[..8]}/{RecordedWith.Region}/iotdata/aws4_request";
        var signature = SignatureV4.Of(
            "POST",
            target,
            ["host", "x-amz-date"],
            name => name == "host" ? new Uri(address).Authority : date,
            SignatureV4.Sha256(Payload),
            date,
            scope,
            RecordedWith.Secret
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, address + target)
        {
            Version = HttpVersion.Version20,
            Content = new ByteArrayContent(Payload),
        };
        request.Headers.TryAddWithoutValidation("x-amz-date", date);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={RecordedWith.AccessKeyId}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        times.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static HttpClient Bare(IotCore core)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.ImportFromPemFile(core.Certificates.CaFile);
        return new HttpClient(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 1,
                SslOptions = new() { CertificateChainPolicy = policy },
            }
        );
    }

    private static double P(IReadOnlyList<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
}
