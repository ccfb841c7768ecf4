using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Ven.Provisioning;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>Who is let in, and by which status of HTTP the others are refused.</summary>
public sealed class DoorTests
{
    private const string Open = "\"charger\": \"CP-1\", \"open\": true";
    private readonly string _folder = Directory.CreateTempSubdirectory("ocpp").FullName;

    [Fact]
    public async Task A_charger_that_nobody_knows_is_refused_and_remembered()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);

        (await RawCharger.RefusedAsync(home.Address("CP-9"))).ShouldBe(404);
        (await RawCharger.RefusedAsync(home.Address("CP-9"))).ShouldBe(404);

        var stranger = home.Strangers.ShouldHaveSingleItem();
        stranger.Identity.ShouldBe("CP-9");
        stranger.Address.ShouldBe("127.0.0.1");
        stranger.Versions.ShouldBe("ocpp1.6");
        home.Log.Lines.Count(l => l.Contains("CP-9")).ShouldBe(1);
    }

    [Fact]
    public async Task Not_more_strangers_are_remembered_than_somebody_would_read()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);

        for (var i = 0; i < 40; i++)
            await RawCharger.RefusedAsync(home.Address($"CP-x{i}"));

        home.Strangers.Count.ShouldBe(32);
        home.Strangers[0].Identity.ShouldBe("CP-x39");
    }

    [Theory]
    [InlineData("ocpp1.6", "ocpp1.6")]
    [InlineData("ocpp2.0.1", "ocpp2.0.1")]
    [InlineData("ocpp2.0.1,ocpp1.6", "ocpp2.0.1")]
    [InlineData("ocpp1.6,ocpp2.0.1", "ocpp1.6")]
    [InlineData("ocpp2.1,ocpp1.6", "ocpp1.6")]
    public async Task The_first_version_that_both_speak_is_spoken(string offered, string agreed)
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);

        await using var charger = await RawCharger.ConnectAsync(
            home.Address("CP-1"),
            "",
            options =>
            {
                foreach (var version in offered.Split(','))
                    options.AddSubProtocol(version);
            }
        );

        charger.Subprotocol.ShouldBe(agreed);
    }

    [Fact]
    public async Task A_charger_of_another_version_is_closed_at_once()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);

        await using var charger = await RawCharger.ConnectAsync(home.Address("CP-1"), "");

        await Eventually.HoldsAsync(() => charger.ClosedBecause == WebSocketCloseStatus.ProtocolError, "the connection is closed");
    }

    [Fact]
    public async Task A_browser_is_told_that_this_is_no_page()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        using var browser = new HttpClient();

        var answer = await browser.GetAsync(home.Address("CP-1", "http"));

        ((int)answer.StatusCode).ShouldBe(426);
    }

    [Fact]
    public async Task A_password_is_asked_for_and_compared()
    {
        await using var home = new ChargingHome();
        await home.AddAsync($"\"charger\": \"CP:1\", \"secretFile\": \"{SecretOf("a-long-password")}\"");
        var address = home.Address("CP:1");

        (await RawCharger.RefusedAsync(address)).ShouldBe(401);
        (await RawCharger.RefusedAsync(address, Basic("CP:1", "another-password"))).ShouldBe(401);
        (await RawCharger.RefusedAsync(address, Basic("CP-2", "a-long-password"))).ShouldBe(401);
        await using var charger = await RawCharger.ConnectAsync(address, options: Basic("CP:1", "a-long-password"));
        (await charger.AskAsync("Heartbeat", "{}")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_of_twenty_bytes_may_be_shown_as_bytes()
    {
        const string hex = "0001020304050607080910111213141516171819";
        await using var home = new ChargingHome();
        await home.AddAsync($"\"charger\": \"CP-1\", \"secretFile\": \"{SecretOf(hex)}\"");
        var shown = Convert.ToBase64String([.. "CP-1:"u8, .. Convert.FromHexString(hex)]);

        await using var charger = await RawCharger.ConnectAsync(
            home.Address("CP-1"),
            options: o => o.SetRequestHeader("Authorization", "Basic " + shown)
        );
        (await charger.AskAsync("Heartbeat", "{}")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_guesses_passwords_is_held_off()
    {
        await using var home = new ChargingHome();
        await home.AddAsync($"\"charger\": \"CP-1\", \"secretFile\": \"{SecretOf("a-long-password")}\"");

        for (var i = 0; i < 5; i++)
            (await RawCharger.RefusedAsync(home.Address("CP-1"), Basic("CP-1", $"guess-{i}"))).ShouldBe(401);

        (await RawCharger.RefusedAsync(home.Address("CP-1"), Basic("CP-1", "a-long-password"))).ShouldBe(429);
    }

    [Fact]
    public async Task A_charger_with_a_certificate_of_its_own_is_let_in_over_tls_and_no_other()
    {
        using var authority = Authority();
        var (certFile, keyFile) = Write("ven", Issue(authority, "localhost"));
        var caFile = Path.Combine(_folder, "ca.pem");
        await File.WriteAllTextAsync(caFile, authority.ExportCertificatePem());
        await using var home = new ChargingHome();
        await home.AddAsync(
            $"\"charger\": \"CP-1\", \"certificateFile\": \"{certFile}\", \"keyFile\": \"{keyFile}\", \"clientCaFile\": \"{caFile}\""
        );
        var address = home.Address("CP-1", "wss");

        await using var charger = await RawCharger.ConnectAsync(address, options: Shows(Issue(authority, "CP-1")));
        (await charger.AskAsync("Heartbeat", "{}")).ShouldNotBeNull();

        (await RawCharger.RefusedAsync(address, Shows(Issue(authority, "CP-2")))).ShouldBe(403);
        using var foreign = Authority();
        (await RawCharger.RefusedAsync(address, Shows(Issue(foreign, "CP-1")))).ShouldBe(0);
        (await RawCharger.RefusedAsync(address, Shows(null))).ShouldBe(0);
    }

    [Fact]
    public async Task Two_connectors_share_a_charger_and_what_differs_is_said()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open + ", \"connector\": 1");
        await home.AddAsync(Open + ", \"connector\": 2");

        var phases = await Should.ThrowAsync<InvalidDataException>(() => home.AddAsync(Open + ", \"connector\": 3, \"phases\": 3"));
        phases.Message.ShouldContain("phases");
        var twice = await Should.ThrowAsync<InvalidDataException>(() => home.AddAsync(Open + ", \"connector\": 2"));
        twice.Message.ShouldContain("connector");
    }

    [Theory]
    [InlineData("\"charger\": \"CP-1\"", "driver.open: either")]
    [InlineData("\"open\": true", "driver.charger: missing")]
    [InlineData("\"charger\": \"a/b\", \"open\": true", "driver.charger: 'a/b' cannot be the last segment")]
    [InlineData("\"charger\": \"CP-1\", \"open\": true, \"colour\": 1", "driver.colour: unknown field")]
    [InlineData("\"charger\": \"CP-1\", \"secretFile\": \"/nowhere\"", "driver.secretFile: Could not find file")]
    [InlineData("\"charger\": \"CP-1\", \"open\": true, \"departs\": \"07:00\"", "driver.neededKwh: missing")]
    [InlineData("\"charger\": \"CP-1\", \"open\": true, \"host\": \"ven.local\"", "driver.host: 'ven.local' is no address")]
    [InlineData("\"charger\": \"CP-1\", \"open\": true, \"tags\": \"T\"", "driver.tags: no list of texts")]
    [InlineData("\"charger\": \"CP-1\", \"open\": true, \"certificateFile\": \"/nowhere\"", "driver.keyFile: missing")]
    [InlineData(
        "\"charger\": \"CP-1\", \"open\": true, \"operator\": {\"url\": \"http://x\"}",
        "driver.operator.url: 'http://x' is no address"
    )]
    public void A_field_that_is_wrong_is_named(string fields, string error) =>
        ChargingHome
            .ErrorsOf(fields)
            .ShouldContain(e => e.StartsWith(error, StringComparison.Ordinal), string.Join('\n', ChargingHome.ErrorsOf(fields)));

    [Fact]
    public void A_charger_that_cannot_give_the_least_current_is_named() =>
        ChargingHome.ErrorsOf(Open + ", \"phases\": 3", ratedKw: 3.6).ShouldHaveSingleItem().ShouldContain("4.14 kW");

    [Fact]
    public void A_secret_that_others_can_read_is_refused()
    {
        var file = Path.Combine(_folder, "open");
        File.WriteAllText(file, "a-long-password");
        ChargingHome.ErrorsOf($"\"charger\": \"CP-1\", \"secretFile\": \"{file}\"").ShouldHaveSingleItem().ShouldContain("chmod 600");
    }

    private static Action<ClientWebSocketOptions> Basic(string name, string password) =>
        options =>
            options.SetRequestHeader(
                "Authorization",
                "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{name}:{password}"))
            );

    private static Action<ClientWebSocketOptions> Shows(X509Certificate2? certificate) =>
        options =>
        {
            if (certificate is not null)
                options.ClientCertificates = [certificate];
            options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=localhost";
        };

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Chargers", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var issued = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private (string Cert, string Key) Write(string name, X509Certificate2 certificate)
    {
        var (cert, key) = (Path.Combine(_folder, name + ".crt"), Path.Combine(_folder, name + ".pem"));
        File.WriteAllText(cert, certificate.ExportCertificatePem());
        OwnFiles.Write(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (cert, key);
    }

    private string SecretOf(string password)
    {
        var file = Path.Combine(_folder, "secret");
        OwnFiles.Write(file, password);
        return file;
    }
}
