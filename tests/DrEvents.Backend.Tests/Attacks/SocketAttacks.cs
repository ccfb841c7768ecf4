using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DrEvents.Backend.Tests.Access;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>What is tried over real connections: many of them, slow ones, and those without TLS.</summary>
public sealed class SocketAttacks : IAsyncLifetime
{
    private const int PerAddress = 40;

    /// <summary>A few hundred by themselves; ten thousand by hand.</summary>
    private static readonly int Connections = int.TryParse(Environment.GetEnvironmentVariable("DREVENTS_CONNECTIONS"), out var many)
        ? many
        : 5 * PerAddress;
    private const string Name = "drevents.example";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-https-");
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    private string CertificateFile => Path.Combine(_folder.FullName, "server.pem");
    private string KeyFile => Path.Combine(_folder.FullName, "server.key");

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        WriteCertificate("first");
        _app = DrEvents.Backend.Backend.Build(
            [
                $"--ConnectionStrings:Postgres={_database.ConnectionString}",
                "--Mqtt:Port=1",
                $"--Access:AdministratorKey={Some.AdministratorKey}",
                $"--Http:ConnectionsPerAddress={PerAddress}",
                "--Kestrel:Endpoints:Http:Url=http://0.0.0.0:0",
                "--Kestrel:Endpoints:Https:Url=https://127.0.0.1:0",
                $"--Kestrel:Endpoints:Https:Certificate:Path={CertificateFile}",
                $"--Kestrel:Endpoints:Https:Certificate:KeyPath={KeyFile}",
            ],
            builder => builder.Logging.ClearProviders()
        );
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task https_is_served_from_files_remembered_by_browsers_and_follows_a_new_certificate()
    {
        (await SubjectAsync()).ShouldBe("CN=first");
        using var answer = await AskOverTlsAsync();
        answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldBe("max-age=31536000");
        using var plain = await PlainAsync(IPAddress.Loopback);
        plain.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();

        WriteCertificate("second");

        await Eventually.HoldsAsync("the new certificate is served", async () => await SubjectAsync() == "CN=second", withinS: 60);
    }

    [Fact]
    public async Task who_opens_many_connections_is_cut_off_and_others_are_served_as_before()
    {
        Assert.SkipWhen(OwnAddress() is null, "the machine has no address but its own loopback");
        var attacker = OwnAddress()!;
        var before = await TypicalMsAsync();
        var open = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var client = new TcpClient();
                open.Add(client);
                await TryConnectAsync(client, attacker);
            }
            // What is too much is closed; what is left is within the bound.
            await Eventually.HoldsAsync("those that are too many are closed", () => open.Count(IsOpen) <= PerAddress);
            open.Count(IsOpen).ShouldBeGreaterThan(PerAddress / 2);

            var during = await TypicalMsAsync();

            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{Connections} connections: {before:0.0} ms before, {during:0.0} ms with them"
            );
            during.ShouldBeLessThan(Math.Max(before * 3, before + 50));
        }
        finally
        {
            open.ForEach(c => c.Dispose());
        }
        await Eventually.HoldsAsync(
            "who comes later from there is served",
            async () => (await TryPlainAsync(attacker)) is HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task who_never_ends_his_request_is_cut_off()
    {
        var slow = new List<TcpClient>();
        for (var i = 0; i < 200; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, PortOf("http"));
            await client.GetStream().WriteAsync("GET /api/vens HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray());
            slow.Add(client);
        }
        using var others = await PlainAsync(IPAddress.Loopback);
        others.StatusCode.ShouldBe(HttpStatusCode.OK);

        await Eventually.HoldsAsync("all of them are cut off", () => slow.All(c => !IsOpen(c)), withinS: 60);

        slow.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task a_head_without_end_is_refused()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, PortOf("http"));
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /api/vens HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('a', 40_000)}\r\n\r\n")
        );
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync())!.ShouldContain("431");
    }

    /// <summary>One that is too many may be closed while it is opened.</summary>
    private async Task TryConnectAsync(TcpClient client, IPAddress address)
    {
        try
        {
            await client.ConnectAsync(address, PortOf("http"));
        }
        catch (SocketException)
        {
            client.Close();
        }
    }

    private int PortOf(string scheme) =>
        new Uri(
            _app.Urls.First(u => u.StartsWith(scheme + ":", StringComparison.Ordinal))
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
        ).Port;

    private async Task<double> TypicalMsAsync()
    {
        var took = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            using var answer = await PlainAsync(IPAddress.Loopback);
            answer.EnsureSuccessStatusCode();
            took.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        // What a busy machine adds is not the attack's.
        return took.Order().ElementAt(took.Count / 5);
    }

    private async Task<HttpResponseMessage> PlainAsync(IPAddress address)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}:{PortOf("http")}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Some.AdministratorKey);
        return await http.GetAsync("/api/vens");
    }

    private async Task<HttpStatusCode?> TryPlainAsync(IPAddress address)
    {
        try
        {
            using var answer = await PlainAsync(address);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> AskOverTlsAsync()
    {
        using var http = new HttpClient(
            new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, served, _, _) => IsOfTest(served) }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{PortOf("https")}/health/live");
        request.Headers.Host = Name;
        return await http.SendAsync(request);
    }

    private async Task<string> SubjectAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, PortOf("https"));
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = Name,
                RemoteCertificateValidationCallback = (_, served, _, _) => IsOfTest(served),
            }
        );
        return tls.RemoteCertificate!.Subject;
    }

    private void WriteCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(30)
        );
        // Both at once, as whoever renews them does.
        Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Write(CertificateFile, certificate.ExportCertificatePem());
    }

    /// <summary>Nobody has signed them but they themselves.</summary>
    private static bool IsOfTest(X509Certificate? served) => served is not null && served.Issuer == served.Subject;

    private static void Write(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Reads what it was told before it was closed, if it was told something.</summary>
    private static bool IsOpen(TcpClient client)
    {
        try
        {
            if (!client.Connected)
                return false;
            while (client.Client.Poll(0, SelectMode.SelectRead))
            {
                if (client.Client.Receive(new byte[4096]) == 0)
                    return false;
            }
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static IPAddress? OwnAddress() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
}
