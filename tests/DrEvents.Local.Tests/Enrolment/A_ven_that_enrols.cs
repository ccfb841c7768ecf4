using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Enrolment;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Local.Tests.Enrolment;

/// <summary>A VEN gets its certificate from the whole system, connects by it, and loses it.</summary>
public sealed class A_ven_that_enrols : IAsyncLifetime
{
    private const string VenId = "ven-new";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-enrols-");
    private LocalSystem _system = null!;
    private HttpClient _http = null!;

    private string LogFile => Path.Combine(_folder.FullName, "box", "ven.log.db");

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
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Warning", ["Trail:RefusedEverySeconds"] = "1" };
        _system = new LocalSystem(options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), NullLoggerFactory.Instance);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        _http = new HttpClient { BaseAddress = _system.BackendUrl };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task is_told_of_where_the_broker_refuses_it()
    {
        await using var ven = await TestClient.ConnectAsync(_system.Broker.Port, "ven-refused");
        await Should.ThrowAsync<Exception>(() => ven.PublishAsync("1/2/3/4/5/6/7/8/9", "too deep"));

        await Eventually.HoldsAsync(
            "it is told",
            async () =>
                (await _http.GetFromJsonAsync<ActionPage>("/api/actions?outcome=refused"))!.Actions.Any(a =>
                    a is { WhoId: "ven-refused", Route: "MQTT PUBLISH", Why: "a topic with 8 slashes" }
                )
        );
    }

    [Fact]
    public async Task connects_by_its_certificate_until_that_is_revoked()
    {
        await OnlineAsync("ven-1");
        var files = new EnrolmentFiles(VenId, LogFile);
        var code = await OfferAsync();

        // The backend is away at first, and its answer is lost then: the key stays the same.
        await Should.ThrowAsync<EnrolmentException>(() => EnrolAsync(files, code, new Uri($"http://localhost:{FreePort.Find()}/")));
        using (var key = files.NextKey())
            await LoseAnAnswerAsync(code, key);
        var record = await EnrolAsync(files, code, _system.BackendUrl);

        record.CommandKeys.ShouldHaveSingleItem();
        OwnersAlone(files.IdentityFile).ShouldBeTrue();
        var keyFile = Path.Combine(Path.GetDirectoryName(LogFile)!, "command-keys.json");
        OwnersAlone(keyFile).ShouldBeTrue();
        var options = Enrol.Apply(
            new VenOptions(VenId, new BrokerAddress("localhost", 1))
            {
                LogFile = LogFile,
                ReportInterval = TimeSpan.FromSeconds(1),
                CommandKeyFile = keyFile,
                NeedsCommandKeys = true,
            }
        );
        await using var ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await ven.StartAsync();
        await OnlineAsync(VenId);
        (await CertificatesAsync()).Select(c => c.Status).ShouldBe(["valid"]);
        using var sent = await _http.PostAsJsonAsync($"api/vens/{VenId}/commands", new SendCommandRequest("ping"));
        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(
            "the signed command is obeyed",
            () => ven.Log.ReadNewest(20).Any(e => e.Kind == "commandAnswered" && e.Json.Contains("pong", StringComparison.Ordinal))
        );
        var early = await Should.ThrowAsync<EnrolmentException>(() =>
            Enrol.RenewAsync(files, record, TestContext.Current.CancellationToken)
        );
        early.Message.ShouldContain("can be renewed from");

        // From now on nobody else comes without a certificate, but for what runs in this process.
        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(_system.Broker.Port, "ven-other"));
        _system.Vens[0].IsConnected.ShouldBeTrue();

        var serial = (await CertificatesAsync()).Single().Serial;
        using var revoked = await _http.DeleteAsync($"api/vens/{VenId}/certificates/{serial}?reason=stolen");
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.HoldsAsync("the VEN is disconnected", () => !ven.IsConnected);
        _system.Vens[0].IsConnected.ShouldBeTrue();
        var again = new EnrolmentFiles(VenId, Path.Combine(_folder.FullName, "other", "ven.log.db"));
        (await Should.ThrowAsync<EnrolmentException>(() => EnrolAsync(again, code, _system.BackendUrl))).Message.ShouldContain(
            "The code has been used"
        );
        await Should.ThrowAsync<InvalidDataException>(() => EnrolAsync(again, code, new Uri("http://192.0.2.1/")));
    }

    private static Task<EnrolmentRecord> EnrolAsync(EnrolmentFiles files, string code, Uri backend) =>
        Enrol.WithCodeAsync(files, VenId, backend.ToString(), code, backendCa: null, TestContext.Current.CancellationToken);

    private async Task<string> OfferAsync()
    {
        (await _http.PostAsJsonAsync("api/vens", new RegisterVenRequest("New", RegistrationId: VenId))).EnsureSuccessStatusCode();
        using var answer = await _http.PostAsync($"api/vens/{VenId}/enrolment", content: null);
        return (await answer.Content.ReadFromJsonAsync<EnrolmentOfferView>())!.Code;
    }

    private async Task LoseAnAnswerAsync(string code, ECDsa key)
    {
        var csr = new CertificateRequest($"CN={VenId}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        (await _http.PostAsJsonAsync("api/enrol", new EnrolRequest(code, csr))).EnsureSuccessStatusCode();
    }

    private async Task<CertificateView[]> CertificatesAsync() =>
        (await _http.GetFromJsonAsync<CertificateView[]>($"api/vens/{VenId}/certificates"))!;

    private Task OnlineAsync(string venId) =>
        Eventually.HoldsAsync(
            $"{venId} is online",
            async () => (await _http.GetFromJsonAsync<List<VenView>>("api/vens"))!.Any(v => v.Id == venId && v.Status == "online"),
            withinS: 60
        );

    private static bool OwnersAlone(string file) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
