using DrEvents.Testing.Mqtt;

namespace DrEvents.Mqtt.Tests.Mqtt;

/// <summary>Connects to a mosquitto where something is wrong, and looks whether one is told what.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly TestCertificates _stranger = new();

    public FailureTests() => Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed");

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task with_certificates_of_one_authority_the_connection_stands(string version)
    {
        await using var broker = await TlsBrokerAsync(version);
        (await FailureAsync(Secured(broker.Port))).ShouldBeNull();
    }

    [Fact]
    public async Task a_certificate_that_has_expired_is_told_with_both_times()
    {
        _authority.ReplaceServer("localhost", TimeSpan.FromHours(-3), TimeSpan.FromHours(-1));
        await using var broker = await TlsBrokerAsync();
        await FailsAsync(Secured(broker.Port), ConnectFailureKind.CertificateExpired, "expired on 20", "by this machine's clock");
    }

    [Fact]
    public async Task a_certificate_of_the_future_is_laid_to_the_clock()
    {
        _authority.ReplaceServer("localhost", TimeSpan.FromHours(1), TimeSpan.FromHours(3));
        await using var broker = await TlsBrokerAsync();
        await FailsAsync(Secured(broker.Port), ConnectFailureKind.CertificateNotYetValid, "not valid before 20", "clock is probably wrong");
    }

    [Fact]
    public async Task a_broker_of_another_authority_is_not_trusted()
    {
        await using var broker = await TlsBrokerAsync();
        var address = Secured(broker.Port) with { CaFile = _stranger.CaFile };
        await FailsAsync(address, ConnectFailureKind.UnknownAuthority, "CN=DrEvents test authority", _stranger.CaFile);
    }

    [Fact]
    public async Task a_broker_of_a_private_authority_is_not_trusted_without_a_file_of_it()
    {
        await using var broker = await TlsBrokerAsync();
        await FailsAsync(Secured(broker.Port) with { CaFile = null }, ConnectFailureKind.UnknownAuthority, "Set Mqtt:CaFile");
    }

    [Fact]
    public async Task a_certificate_for_another_host_is_told_with_both_names()
    {
        _authority.ReplaceServer("other.example", TimeSpan.FromHours(-1), TimeSpan.FromHours(3));
        await using var broker = await TlsBrokerAsync();
        await FailsAsync(Secured(broker.Port), ConnectFailureKind.WrongName, "not for localhost but for other.example");
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task a_broker_that_wants_a_certificate_of_us_says_so(string version)
    {
        await using var broker = await TlsBrokerAsync(version);
        var address = Secured(broker.Port) with { CertFile = null, KeyFile = null };
        await FailsAsync(address, ConnectFailureKind.ClientCertificateNeeded, "Mqtt:CertFile");
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task a_broker_that_refuses_our_certificate_says_so(string version)
    {
        await using var broker = await TlsBrokerAsync(version);
        var own = _stranger.Client("ven-1");
        var address = Secured(broker.Port) with { CertFile = own.CertFile, KeyFile = own.KeyFile };
        await FailsAsync(address, ConnectFailureKind.ClientCertificateRefused, "CN=ven-1");
    }

    [Fact]
    public async Task a_broker_without_tls_is_not_taken_for_one_with_a_bad_certificate()
    {
        await using var broker = await MosquittoBroker.StartNewAsync();
        await FailsAsync(Secured(broker.Port), ConnectFailureKind.NotTls, "speaks no TLS");
    }

    [Fact]
    public async Task a_broker_with_tls_is_found_out_by_a_client_without()
    {
        await using var broker = await TlsBrokerAsync();
        (await FailureAsync(new BrokerAddress("localhost", broker.Port))).ShouldNotBeNull().Kind.ShouldBe(ConnectFailureKind.WantsTls);
    }

    [Fact]
    public async Task a_port_where_nobody_listens_is_told()
    {
        var broker = await MosquittoBroker.StartNewAsync();
        await broker.DisposeAsync();
        (await FailureAsync(new BrokerAddress("localhost", broker.Port))).ShouldNotBeNull().Kind.ShouldBe(ConnectFailureKind.NobodyListens);
    }

    [Fact]
    public async Task a_name_that_leads_nowhere_is_told() =>
        (await FailureAsync(Secured(1) with { Host = "no-such-host.invalid" }))
            .ShouldNotBeNull()
            .Kind.ShouldBe(ConnectFailureKind.NameNotFound);

    [Fact]
    public async Task a_broker_that_lets_nobody_in_is_not_taken_for_a_network_that_is_away()
    {
        await using var broker = await MosquittoBroker.StartNewAsync(null, "clientid_prefixes backend");
        (await FailureAsync(new BrokerAddress("localhost", broker.Port)))
            .ShouldNotBeNull()
            .Kind.ShouldBe(ConnectFailureKind.RefusedByBroker);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    private Task<MosquittoBroker> TlsBrokerAsync(string version = "tlsv1.3") =>
        MosquittoBroker.StartNewAsync(_authority, $"tls_version {version}");

    private BrokerAddress Secured(int port)
    {
        var own = _authority.Client("ven-1");
        return new BrokerAddress("localhost", port)
        {
            IsTls = true,
            CaFile = _authority.CaFile,
            CertFile = own.CertFile,
            KeyFile = own.KeyFile,
        };
    }

    private static async Task FailsAsync(BrokerAddress address, ConnectFailureKind kind, params string[] words)
    {
        var failure = (await FailureAsync(address)).ShouldNotBeNull();
        failure.Kind.ShouldBe(kind, failure.Words);
        foreach (var word in words)
            failure.Words.ShouldContain(word);
    }

    /// <summary>Why the first attempt fails; null when it does not.</summary>
    private static async Task<ConnectFailure?> FailureAsync(BrokerAddress address)
    {
        await using var client = new TestSession(address, "ven-1").Start();
        return await client.NextAsync() as ConnectFailure;
    }
}
