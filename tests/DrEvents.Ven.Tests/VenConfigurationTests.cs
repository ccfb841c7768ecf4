using DrEvents.Ven.Provisioning;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Configuration;

namespace DrEvents.Ven.Tests;

public sealed class VenConfigurationTests : IDisposable
{
    private readonly string _key = Path.GetTempFileName();

    [Fact]
    public void an_id_is_all_that_is_needed()
    {
        var options = Read(("Ven:Id", "ven-1")).Options.ShouldNotBeNull();
        options.VenId.ShouldBe("ven-1");
        (options.Broker.Host, options.Broker.Port, options.Broker.IsTls).ShouldBe(("localhost", 1883, false));
        options.ReportInterval.ShouldBe(TimeSpan.FromSeconds(5));
        (options.WebHost, options.WebPort).ShouldBe(("localhost", 8080));
        (options.LogBounds.DaysMax, options.LogBounds.MegabytesMax).ShouldBe((400, 64));
    }

    [Fact]
    public void a_home_is_found_by_its_name()
    {
        Read(("Ven:Id", "a")).Options.ShouldNotBeNull().Home.ShouldBeNull();
        Read(("Ven:Id", "a"), ("Ven:Home", "terraced")).Options.ShouldNotBeNull().Home.ShouldNotBeNull().Name.ShouldStartWith("Terraced");
        Read(("Ven:Id", "a"), ("Ven:Home", "castle")).Errors.ShouldHaveSingleItem().ShouldStartWith("Ven:Home: 'castle' is neither");
    }

    [Fact]
    public void loads_come_back_within_two_minutes_unless_the_configuration_says_otherwise()
    {
        var usual = Read(("Ven:Id", "a")).Options.ShouldNotBeNull().ReturnPace;
        (usual.Spread + usual.Ramp).ShouldBe(TimeSpan.FromMinutes(2));
        var slow = Read(("Ven:Id", "a"), ("Ven:RestoreSpreadSeconds", "300"), ("Ven:RestoreRampSeconds", "0")).Options.ShouldNotBeNull();
        slow.ReturnPace.ShouldBe(new ReturnPace(TimeSpan.FromMinutes(5), TimeSpan.Zero));
        Read(("Ven:Id", "a"), ("Ven:RestoreRampSeconds", "-1"))
            .Errors.ShouldBe(["Ven:RestoreRampSeconds: '-1' is no whole number from 0 to 3600"]);
    }

    [Fact]
    public void the_names_of_the_field_are_read()
    {
        var pem = typeof(VenConfigurationTests).Assembly.Location;
        var options = Read(
            ("IOT_ENDPOINT", "broker.example"),
            ("IOT_THING_NAME", "thing:1"),
            ("CA_CERT", pem),
            ("CLIENT_CERT", pem),
            ("PRIVATE_KEY", _key),
            ("WEB_PORT", "0")
        )
            .Options.ShouldNotBeNull();
        options.VenId.ShouldBe("thing:1");
        (options.Broker.Host, options.Broker.Port, options.Broker.IsTls).ShouldBe(("broker.example", 8883, true));
        (options.Broker.CaFile, options.Broker.CertFile, options.Broker.KeyFile).ShouldBe((pem, pem, _key));
        options.WebPort.ShouldBeNull();
    }

    [Theory]
    [InlineData("PRIVATE_KEY", "CLIENT_CERT")]
    [InlineData("Mqtt:KeyFile", "Mqtt:CertFile")]
    public void a_key_that_others_can_read_is_refused_with_the_command_that_mends_it(string keyName, string certName)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Read(("Ven:Id", "ven-1"), (keyName, _key), (certName, _key))
            .Errors.Single()
            .ShouldBe($"{keyName}: {_key} is open to others than its owner (mode 440). Mend it with: chmod 600 '{_key}'");
    }

    [Fact]
    public void port_443_is_tls() => Read(("Ven:Id", "ven-1"), ("Mqtt:Port", "443")).Options.ShouldNotBeNull().Broker.IsTls.ShouldBeTrue();

    [Fact]
    public void certificates_without_tls_are_a_mistake() =>
        Read(("Ven:Id", "ven-1"), ("Mqtt:Tls", "false"), ("Mqtt:CaFile", _key)).Errors.Single().ShouldStartWith("Mqtt:Tls: false, but ");

    [Fact]
    public void a_claim_is_encrypted_and_beside_no_certificate()
    {
        (string, string)[] claim = [("Mqtt:ProvisioningTemplate", "t"), ("Mqtt:ClaimCertFile", _key), ("Mqtt:ClaimKeyFile", _key)];
        var options = Read([("Ven:Id", "ven-1"), .. claim]).Options.ShouldNotBeNull();
        (options.Broker.IsTls, options.Claim).ShouldBe((true, new Claim("t", _key, _key)));
        Read([("Ven:Id", "ven-1"), .. claim, ("Mqtt:CertFile", _key), ("Mqtt:KeyFile", _key)])
            .Errors.Single()
            .ShouldEndWith("a VEN with a certificate needs no claim");
        Read([("Ven:Id", "ven-1"), claim[0]]).Errors.Single().ShouldEndWith("one is given without the others");
        Read([("Ven:Id", "ven-1"), .. claim, ("Mqtt:Tls", "false")]).Errors.Single().ShouldStartWith("Mqtt:Tls: false, but ");
    }

    public void Dispose() => File.Delete(_key);

    [Fact]
    public void the_common_name_of_a_key_wins_over_the_fields() =>
        Read(("Ven:Id", "a"), ("IOT_THING_NAME", "b")).Options.ShouldNotBeNull().VenId.ShouldBe("a");

    [Theory]
    [InlineData("Ven:Id", "no spaces", "Ven:Id: ")]
    [InlineData("Mqtt:ClientId", "another", "Mqtt:ClientId: ")]
    [InlineData("Mqtt:Port", "70000", "Mqtt:Port: ")]
    [InlineData("Mqtt:Tls", "perhaps", "Mqtt:Tls: ")]
    [InlineData("CA_CERT", "/no/such/file.pem", "CA_CERT: ")]
    [InlineData("WEB_PORT", "http", "WEB_PORT: ")]
    [InlineData("Web:Host", "a house", "Web:Host: ")]
    [InlineData("Web:Token", "too short", "Web:Token: ")]
    [InlineData("Web:Token", "with a space in the middle", "Web:Token: ")]
    [InlineData("Web:PairingRequired", "perhaps", "Web:PairingRequired: ")]
    [InlineData("Ven:ReportIntervalSeconds", "0", "Ven:ReportIntervalSeconds: ")]
    [InlineData("Ven:Seed", "one", "Ven:Seed: ")]
    [InlineData("Ven:LogDaysMax", "0", "Ven:LogDaysMax: ")]
    [InlineData("Ven:LogMegabytesMax", "3", "Ven:LogMegabytesMax: ")]
    public void what_is_wrong_is_told_with_its_key(string key, string value, string problem)
    {
        var (options, errors) = Read(key == "Ven:Id" ? [(key, value)] : [("Ven:Id", "ven-1"), (key, value)]);
        options.ShouldBeNull();
        errors.Single().ShouldStartWith(problem);
    }

    [Theory]
    [InlineData("Mqtt:Hots", "Mqtt:Hots is no setting: did you mean Mqtt:Host?")]
    [InlineData("ven:intervalSeconds", "ven:intervalSeconds is no setting; there are Ven:CommandKeyFile, Ven:Home, Ven:Id, ")]
    [InlineData("Ven:RestoreSpread", "Ven:RestoreSpread is no setting: did you mean Ven:RestoreSpreadSeconds?")]
    [InlineData("Web:Prot", "Web:Prot is no setting: did you mean Web:Port?")]
    [InlineData("Mqtt:ReceiveMaximum", "Mqtt:ReceiveMaximum is no setting; there are Mqtt:Alpn, ")]
    [InlineData("Mqqt:Host", "Mqqt is not known: did you mean Mqtt?")]
    [InlineData("IOT_ENDPIONT", "IOT_ENDPIONT is not known: did you mean IOT_ENDPOINT?")]
    [InlineData("CLIENT_CRT", "CLIENT_CRT is not known: did you mean CLIENT_CERT?")]
    [InlineData("Ven", "Ven is a section of settings, which are written Ven:Key")]
    public void a_setting_that_there_is_not_is_named_with_the_nearest_that_there_is(string key, string problem)
    {
        var (options, errors) = Read(("Ven:Id", "ven-1"), (key, "1"));

        options.ShouldBeNull();
        errors.Single().ShouldStartWith(problem);
    }

    [Fact]
    public void the_environment_is_read_as_strictly_where_names_are_ours_and_not_elsewhere()
    {
        const string prefix = "DREVENTS_VEN_TEST_";
        foreach (var (name, value) in new[] { ("Ven__Id", "ven-1"), ("CA_CERTS", "/etc/ssl"), ("VENDOR", "x"), ("Mqqt__Host", "x") })
            Environment.SetEnvironmentVariable(prefix + name, value);
        Read().Options.ShouldNotBeNull();

        Environment.SetEnvironmentVariable(prefix + "IOT_ENDPIONT", "broker.example");
        Environment.SetEnvironmentVariable(prefix + "Mqtt__Hots", "broker.example");
        Read()
            .Errors.ShouldBe(["IOT_ENDPIONT is not known: did you mean IOT_ENDPOINT?", "Mqtt:Hots is no setting: did you mean Mqtt:Host?"]);

        static (VenOptions? Options, IReadOnlyList<string> Errors) Read() =>
            VenConfiguration.Read(new ConfigurationBuilder().AddEnvironmentVariables(prefix).Build());
    }

    [Theory]
    [InlineData("--Ven:Id=ven-1 --Mqtt:Host broker.example", null)]
    [InlineData("--Ven:Id=ven-1 --hlep", "--hlep is no setting: those are written --Section:Key=value")]
    [InlineData("--Ven:Id", "--Ven:Id has no value: write --Ven:Id=…")]
    public void an_argument_that_nobody_would_read_is_refused(string line, string? problem) =>
        VenConfiguration.Problems(line.Split(' ')).SingleOrDefault().ShouldBe(problem);

    [Fact]
    public void nobody_can_open_the_page_to_the_network_without_pairing()
    {
        Read(("Ven:Id", "v"), ("Web:Host", "0.0.0.0"), ("Web:PairingRequired", "false"))
            .Errors.Single()
            .ShouldStartWith("Web:PairingRequired: ");
        Read(("Ven:Id", "v"), ("Web:Host", "0.0.0.0")).Options!.IsPairingRequired.ShouldBeTrue();
        Read(("Ven:Id", "v")).Options!.IsPairingRequired.ShouldBeFalse();
    }

    [Fact]
    public void everything_that_is_wrong_is_told_at_once() => Read(("Mqtt:Port", "x"), ("WEB_PORT", "y")).Errors.Count.ShouldBe(3);

    [Theory]
    [InlineData("Ven:LogFile", "/var/lib/ven/log.db", "/var/lib/ven/log.db")]
    [InlineData("IOT_THING_NAME", "thing:1", ".data/thing_1.log.db")]
    [InlineData("Mqtt:Host", "broker.example", null)]
    public void who_only_reads_the_log_finds_it_by_the_same_keys(string key, string value, string? logFile) =>
        VenConfiguration
            .LogFile(new ConfigurationBuilder().AddInMemoryCollection([new KeyValuePair<string, string?>(key, value)]).Build())
            .ShouldBe(logFile);

    private static (VenOptions? Options, IReadOnlyList<string> Errors) Read(params (string Key, string Value)[] settings) =>
        VenConfiguration.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)))
                .Build()
        );
}
