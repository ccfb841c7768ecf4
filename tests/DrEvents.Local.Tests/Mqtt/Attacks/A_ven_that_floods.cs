using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Local.Tests.Mqtt.Attacks;

/// <summary>A VEN with a certificate sends as much and as large as it can to the whole system, while others report and a command goes out.</summary>
public sealed class A_ven_that_floods : IAsyncLifetime
{
    private const string Flooder = "ven-flood";
    private const int SamplesOfOthers = 60;
    private static readonly string[] Others = ["ven-a", "ven-b"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-floods-");
    private readonly KeptLog _log = new();
    private readonly Dictionary<string, X509Certificate2> _certificates = [];
    private LocalSystem _system = null!;
    private HttpClient _http = null!;
    private X509Certificate2 _authority = null!;
    private int _tlsPort;

    public async ValueTask InitializeAsync()
    {
        var options = new LocalOptions
        {
            DataDirectory = Path.Combine(_folder.FullName, "data"),
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = null,
            FleetSize = 0,
            MixedHomes = false,
            ReportIntervalSeconds = 1,
        };
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Warning" };
        _system = new LocalSystem(options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), _log);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        _http = new HttpClient { BaseAddress = _system.BackendUrl };
        foreach (var venId in Others.Append(Flooder))
            await EnrolAsync(venId);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task is_thrown_out_and_told_and_nobody_else_loses_anything()
    {
        using var over = new CancellationTokenSource();
        var flood = Task.Run(() => FloodAsync(over.Token));
        await Eventually.HoldsAsync("it is thrown out", () => _log.Says($"{Flooder} is disconnected for publishing more than 100"));

        await Task.WhenAll(Others.Select(ReportAsync));
        var pinged = await PingAsync();
        await over.CancelAsync();
        var (sent, thrownOut) = await flood;

        pinged.ShouldBe("accepted");
        foreach (var venId in Others)
            await Eventually.HoldsAsync($"all samples of {venId} are stored", async () => await StoredAsync(venId) == SamplesOfOthers);
        thrownOut.ShouldBeGreaterThan(1);
        _log.Says($"{Flooder} is disconnected for publishing a payload of {WireLimits.PayloadBytesMax + 1} bytes").ShouldBeTrue();
        (await StoredAsync(Flooder)).ShouldBeInRange(1, sent - 1);
        var letters = (await _http.GetFromJsonAsync<DeadLetterPage>("api/dead-letters?limit=100"))!.Letters;
        letters.ShouldContain(l => l.Topic == Topics.Telemetry(Flooder));
    }

    /// <summary>By hand, on a machine that does nothing else: no test beside others can hold a time.</summary>
    [Fact(Explicit = true)]
    public async Task slows_others_by_no_more_than_a_fifth()
    {
        await ReportAsync(Others[0]);
        var before = await MedianAsync();
        using var over = new CancellationTokenSource();
        var flood = Task.Run(() => FloodAsync(over.Token));

        var during = await MedianAsync();

        await over.CancelAsync();
        var (sent, thrownOut) = await flood;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"sample taken after {before.SampleMs:0.00} ms, {during.SampleMs:0.00} ms beside {sent} messages of a VEN that was thrown out {thrownOut} times; "
                + $"command answered after {before.PingMs:0.0} ms, {during.PingMs:0.0} ms"
        );
        during.SampleMs.ShouldBeLessThan(before.SampleMs * 1.2);
        during.PingMs.ShouldBeLessThan(before.PingMs * 1.2);
    }

    /// <summary>Good samples, bad ones and too large ones, as fast as they go; comes back whenever it is thrown out.</summary>
    private async Task<(int Sent, int ThrownOut)> FloodAsync(CancellationToken over)
    {
        var (sent, thrownOut) = (0, 0);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 600_000;
        while (!over.IsCancellationRequested)
        {
            try
            {
                await using var ven = await ConnectAsync(Flooder);
                if (thrownOut % 3 == 1)
                    await ven.PublishAsync(Topics.Telemetry(Flooder), new byte[WireLimits.PayloadBytesMax + 1]);
                while (ven.IsConnected && !over.IsCancellationRequested)
                {
                    var payload = ++sent % 50 == 0 ? "no sample"u8.ToArray() : Sample(now + sent);
                    await ven.PublishAsync(Topics.Telemetry(Flooder), payload, qos: MqttQualityOfServiceLevel.AtMostOnce);
                }
            }
            catch
            {
                // Thrown out amid a message.
            }
            thrownOut++;
            await Task.Delay(50, CancellationToken.None);
        }
        return (sent, thrownOut);
    }

    private async Task ReportAsync(string venId)
    {
        await using var ven = await ConnectAsync(venId);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        for (var i = 0; i < SamplesOfOthers; i++)
        {
            await ven.PublishAsync(Topics.Telemetry(venId), Sample(now + (i * 1000)));
            await Task.Delay(20);
        }
    }

    private async Task<(double SampleMs, double PingMs)> MedianAsync()
    {
        List<double> samples = [];
        List<double> pings = [];
        await using var ven = await ConnectAsync(Others[0]);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 300_000;
        for (var i = 0; i < 300; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await ven.PublishAsync(Topics.Telemetry(Others[0]), Sample(now + i));
            samples.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            await Task.Delay(20);
        }
        for (var i = 0; i < 20; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await PingAsync();
            pings.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        return (samples.Order().ElementAt(samples.Count / 2), pings.Order().ElementAt(pings.Count / 2));
    }

    /// <summary>Has the VEN of the system answer; returns what became of it.</summary>
    private async Task<string> PingAsync()
    {
        using var sent = await _http.PostAsJsonAsync("api/vens/ven-1/commands", new SendCommandRequest("ping"));
        sent.EnsureSuccessStatusCode();
        var id = (await sent.Content.ReadFromJsonAsync<CommandTaken>())!.CorrelationId;
        string? status = null;
        await Eventually.HoldsAsync(
            "the command is answered",
            async () =>
                (
                    status = (await _http.GetFromJsonAsync<AckView[]>("api/vens/ven-1/events?limit=5"))!
                        .FirstOrDefault(a => a.CorrelationId == id)
                        ?.Status
                )
                    is not null,
            withinS: 30
        );
        return status!;
    }

    private async Task<long> StoredAsync(string venId) =>
        (await _http.GetFromJsonAsync<TelemetryPage>($"api/vens/{venId}/telemetry?limit=5000"))!.TotalCount;

    private static byte[] Sample(long atMs) => Encoding.UTF8.GetBytes($$"""{"timestamp":{{atMs}},"usedPowerKw":1.5}""");

    private async Task EnrolAsync(string venId)
    {
        using var registered = await _http.PostAsJsonAsync("api/vens", new RegisterVenRequest(venId, RegistrationId: venId));
        registered.EnsureSuccessStatusCode();
        using var offered = await _http.PostAsync($"api/vens/{venId}/enrolment", content: null);
        var code = (await offered.Content.ReadFromJsonAsync<EnrolmentOfferView>())!.Code;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest($"CN={venId}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var answer = await _http.PostAsJsonAsync("api/enrol", new EnrolRequest(code, csr));
        var enrolled = (await answer.Content.ReadFromJsonAsync<EnrolledView>())!;
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        _certificates[venId] = certificate.CopyWithPrivateKey(key);
        (_authority, _tlsPort) = (X509Certificate2.CreateFromPem(enrolled.Chain), enrolled.Broker.Port);
    }

    private Task<TestClient> ConnectAsync(string venId) =>
        TestClient.ConnectAsync(
            _tlsPort,
            venId,
            o =>
                o.WithTlsOptions(tls =>
                    tls.WithTrustChain([_authority])
                        .WithTargetHost("localhost")
                        .WithRevocationMode(X509RevocationMode.NoCheck)
                        .WithClientCertificates([_certificates[venId]])
                )
        );

    /// <summary>Has all that the system says beside the backend, which logs for itself, kept as lines of the broker.</summary>
    private sealed class KeptLog : ILoggerFactory
    {
        private readonly KeptLines _lines = new();

        public bool Says(string words) => _lines.Says(words);

        public ILogger CreateLogger(string categoryName) => _lines;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
