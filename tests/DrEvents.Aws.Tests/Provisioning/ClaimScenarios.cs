using DrEvents.Aws.Tests.StandIn;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Policies;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Aws.Tests.Provisioning;

/// <summary>A box with a claim and no certificate becomes a VEN, through the stand-in and the claim's policy of the Terraform files.</summary>
[Collection("one clock, one port")]
public sealed class ClaimScenarios : IAsyncLifetime
{
    private const string VenId = "site:7";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-claim-");
    private IotCore _core = null!;
    private BrokerAddress _claim = null!;

    public async ValueTask InitializeAsync()
    {
        _core = await IotCore.StartAsync();
        _claim = _core.Add("claim", null, new IotPolicy([.. Principal.Claim("claim").Policies]));
    }

    public async ValueTask DisposeAsync()
    {
        await _core.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task gets_its_certificate_at_the_first_start_and_connects_with_it()
    {
        var options = await StartAsync();

        var (certFile, keyFile) = (options.Broker.CertFile!, options.Broker.KeyFile!);
        Path.GetDirectoryName(certFile).ShouldBe(_folder.FullName, "beside its log");
        File.ReadAllText(certFile).ShouldBe(_core.Issued.Certificates.Single().Pem);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(keyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(certFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.GetFiles().Select(f => f.Name).Order().ShouldBe(["site_7.crt", "site_7.key"]);
        await using (var ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System))
        {
            await ven.StartAsync();
            await Eventually.HoldsAsync("the VEN is connected", () => ven.IsConnected);
        }
        _core.Mqtt.Violations.ShouldBeEmpty();

        (await StartAsync()).Broker.ShouldBe(options.Broker);
        _core.Issued.Certificates.Count.ShouldBe(1, "and asks for no other");
    }

    [Fact]
    public async Task what_broke_off_after_the_certificate_was_made_is_finished_by_the_next_start()
    {
        await BreakAsync(answersBefore: 1);

        var options = await StartAsync();

        await ShouldConnectAsync(options);
        _core.Issued.Certificates.Count(c => c.Status == "ACTIVE").ShouldBe(1);
    }

    [Fact]
    public async Task what_broke_off_before_the_certificate_came_begins_anew_with_the_same_key()
    {
        await BreakAsync(answersBefore: 0);
        var key = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "site_7.key"));

        var options = await StartAsync();

        (await File.ReadAllTextAsync(options.Broker.KeyFile!)).ShouldBe(key);
        await ShouldConnectAsync(options);
        _core.Issued.Certificates.Count(c => c.Status == "ACTIVE").ShouldBe(1);
    }

    [Fact]
    public async Task a_name_that_is_taken_is_refused_with_awss_words()
    {
        await StartAsync();
        var other = Directory.CreateDirectory(Path.Combine(_folder.FullName, "another-box"));

        var refused = await Should.ThrowAsync<ProvisioningException>(() => StartAsync(folder: other.FullName));

        refused.Message.ShouldContain("provision/json is rejected: 409 ResourceConflicts Thing site:7 already exists");
    }

    /// <summary>A service that is started again and again would otherwise make as many certificates.</summary>
    [Fact]
    public async Task who_is_refused_comes_again_with_the_same_certificate_until_an_operator_lets_it_in()
    {
        await StartAsync();
        var other = Directory.CreateDirectory(Path.Combine(_folder.FullName, "another-box")).FullName;
        for (var start = 0; start < 3; start++)
            (await Should.ThrowAsync<ProvisioningException>(() => StartAsync(folder: other))).Message.ShouldContain(
                "409 ResourceConflicts"
            );
        _core.Issued.Certificates.Count.ShouldBe(2, "the first box's, and one of the second");

        _core.Issued.RemoveThing(VenId);
        await ShouldConnectAsync(await StartAsync(folder: other));
        _core.Issued.Certificates.Count.ShouldBe(2);
    }

    [Fact]
    public async Task who_comes_again_after_its_token_is_too_old_gets_another_certificate()
    {
        await StartAsync();
        var other = Directory.CreateDirectory(Path.Combine(_folder.FullName, "another-box")).FullName;
        await Should.ThrowAsync<ProvisioningException>(() => StartAsync(folder: other));
        _core.Issued.ForgetTokens();
        _core.Issued.RemoveThing(VenId);

        await ShouldConnectAsync(await StartAsync(folder: other));
        _core.Issued.Certificates.Count.ShouldBe(3);
    }

    [Fact]
    public async Task a_template_that_the_claim_may_not_use_is_named()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var problem = await Should.ThrowAsync<Exception>(() => StartAsync(template: "another", cancellation: patience.Token));
        (problem is ProvisioningException or OperationCanceledException).ShouldBeTrue(problem.ToString());
        _core.Issued.Certificates.ShouldBeEmpty();
    }

    /// <summary>A start of which an answer is lost, and that is ended while it waits.</summary>
    private async Task BreakAsync(int answersBefore)
    {
        using var killed = new CancellationTokenSource();
        _core.Issued.LoseAfter(answersBefore);
        var start = StartAsync(cancellation: killed.Token);
        await Eventually.HoldsAsync("an answer is lost", () => _core.Issued.LostAnswers > 0);
        await killed.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start);
    }

    private static async Task ShouldConnectAsync(VenOptions options)
    {
        await using var ven = new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System);
        await ven.StartAsync();
        await Eventually.HoldsAsync("the VEN is connected", () => ven.IsConnected);
    }

    private Task<VenOptions> StartAsync(
        string template = CertificateService.Template,
        string? folder = null,
        CancellationToken cancellation = default
    )
    {
        var broker = _claim with { CertFile = null, KeyFile = null };
        var options = new VenOptions(VenId, broker)
        {
            LogFile = Path.Combine(folder ?? _folder.FullName, "site_7.log.db"),
            Claim = new Claim(template, _claim.CertFile!, _claim.KeyFile!),
        };
        return FirstStart.ProvisionAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
    }
}
