using System.Text.Json.Nodes;
using Amazon.Runtime;
using DrEvents.Aws.Tests.Requests;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Mqtt.DataPlane;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Aws.Tests.DataPlane;

/// <summary>How the data plane's client behaves when AWS refuses, throttles or breaks, against the stand-in.</summary>
[Collection("one clock, one port")]
public sealed class AwsDataPlaneTests : IAsyncLifetime
{
    private static readonly string Topic = Topics.Command("ven-1");

    private IotCore _core = null!;

    public async ValueTask InitializeAsync() => _core = await IotCore.StartAsync();

    public ValueTask DisposeAsync() => _core.DisposeAsync();

    [Fact]
    public async Task finds_its_endpoint_and_is_taken()
    {
        using var plane = Open(o => (o.Endpoint, o.ControlEndpoint) = (null, _core.DataPlane.Address));

        (await PublishAsync(plane)).ShouldBeNull();

        _core.DataPlane.Taken.ShouldHaveSingleItem().Topic.ShouldBe(Topic);
        _core.DataPlane.Answers["200"].ShouldBe(2);
        plane.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task looks_for_its_endpoint_again_where_it_could_not_be_found()
    {
        using var plane = Open(o => (o.Endpoint, o.ControlEndpoint) = (null, _core.DataPlane.Address));
        _core.DataPlane.FailNext(400, "InvalidRequestException");

        (await PublishAsync(plane)).ShouldBe("AWS answers 400 InvalidRequestException: as the test wants it");
        plane.Problem.ShouldNotBeNull();
        (await PublishAsync(plane)).ShouldBeNull();
        plane.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task wrong_keys_are_refused_at_once_and_said_with_aws_own_code()
    {
        using var plane = Open(credentials: new BasicAWSCredentials(RecordedWith.AccessKeyId, "another secret"));

        var problem = await PublishAsync(plane);

        problem!.ShouldMatch(
            @"^AWS answers 403 ForbiddenException \(request [0-9a-f-]{36}\)$",
            "AWS's words about signatures and rights name tokens, roles and accounts"
        );
        plane.Problem.ShouldBe(problem);
        _core.DataPlane.Answers.ShouldBe(new Dictionary<string, int> { ["403 ForbiddenException"] = 1 });
    }

    [Fact]
    public async Task what_the_role_may_not_do_is_refused_at_once()
    {
        using var plane = Open();

        (await plane.PublishAsync(Topics.Ack("ven-1"), new byte[1], () => { }, default))!.ShouldStartWith(
            "AWS answers 403 ForbiddenException"
        );

        _core.DataPlane.Taken.ShouldBeEmpty();
        plane.Problem.ShouldBeNull("other messages are taken");
    }

    [Fact]
    public async Task a_problem_is_one_for_a_minute()
    {
        var clock = new FakeTimeProvider();
        using var plane = Open(o => o.Endpoint = "https://127.0.0.1:1", clock: clock);
        await PublishAsync(plane);

        clock.Advance(TimeSpan.FromSeconds(59));
        plane.Problem.ShouldNotBeNull();
        clock.Advance(TimeSpan.FromSeconds(1));
        plane.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task is_opened_at_the_start_and_says_why_until_it_is()
    {
        var clock = new FakeTimeProvider();
        using var plane = Open(o => (o.Endpoint, o.ControlEndpoint) = (null, _core.DataPlane.Address), clock: clock);
        plane.Problem.ShouldBe("the data plane is not open yet");
        _core.DataPlane.FailNext(403, "AccessDeniedException");
        using var opening = new DataPlaneOpening(plane, clock, NullLogger<DataPlaneOpening>.Instance);

        await opening.StartAsync(default);

        await Eventually.HoldsAsync("it says why", () => plane.Problem?.StartsWith("AWS answers 403", StringComparison.Ordinal) == true);
        await Eventually.HoldsAsync(
            "it is open, and no message was needed",
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return plane.Problem is null;
            }
        );
        _core.DataPlane.Taken.ShouldBeEmpty();
        await opening.StopAsync(default);
    }

    [Theory]
    [InlineData(500, "InternalFailureException")]
    [InlineData(503, "ServiceUnavailableException")]
    [InlineData(429, "ThrottlingException")]
    public async Task what_passes_is_tried_again(int status, string code)
    {
        using var plane = Open();
        _core.DataPlane.FailNext(status, code);

        (await PublishAsync(plane)).ShouldBeNull();

        _core.DataPlane.Answers.ShouldBe(new Dictionary<string, int> { [$"{status} {code}"] = 1, ["200"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task nobody_there_is_a_problem_and_no_exception()
    {
        using var plane = Open(o => o.Endpoint = "https://127.0.0.1:1");

        (await PublishAsync(plane)).ShouldNotBeNull();
    }

    [Fact]
    public async Task a_certificate_of_another_authority_is_not_trusted()
    {
        using var others = new DrEvents.Testing.Mqtt.TestCertificates();
        using var plane = Open(o => o.CaFile = others.CaFile);

        (await PublishAsync(plane))!.ShouldContain("SSL");

        _core.DataPlane.Answers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(WireLimits.PayloadBytesMax, 0, null)]
    [InlineData(WireLimits.PayloadBytesMax + 1, 0, "the payload has 131073 bytes, more than 131072")]
    [InlineData(1, 6, "the topic has 8 slashes, more than 7")]
    public async Task what_the_broker_would_not_take_is_not_sent(int bytes, int slashes, string? problem)
    {
        using var plane = Open();

        (await plane.PublishAsync(Topic + new string('/', slashes), new byte[bytes], () => { }, default)).ShouldBe(problem);

        _core.DataPlane.Answers.Count.ShouldBe(problem is null ? 1 : 0);
    }

    [Fact]
    public async Task no_connection_brings_more_than_a_hundred_messages_in_a_second()
    {
        using var plane = Open(o => o.Connections = 2);

        var problems = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => PublishAsync(plane)));

        problems.ShouldAllBe(p => p == null);
        _core.DataPlane.Taken.Select(t => t.Connection).Distinct().Count().ShouldBe(2);
        _core.DataPlane.BusiestSecondOfAConnection().ShouldBeInRange(30, WireLimits.PublishesPerSecondMax);
    }

    [Fact]
    public async Task slows_down_while_the_account_is_throttled_and_loses_nothing()
    {
        _core.DataPlane.PublishesPerSecondMax = 40;
        using var plane = Open(o => o.Connections = 2);

        // As the outbox does: what was not taken is sent again.
        async Task UntilTakenAsync()
        {
            while (await PublishAsync(plane) is not null) { }
        }
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => UntilTakenAsync()));

        // One that was taken and answered too late is sent again.
        _core.DataPlane.Taken.Count.ShouldBeGreaterThanOrEqualTo(200);
        _core
            .DataPlane.Answers["429 ThrottlingException"]
            .ShouldBeInRange(1, 400, "without slowing down there are more than five for two that are taken");
    }

    [Fact]
    public async Task shadows_are_read_wished_and_deleted_with_their_versions()
    {
        using var plane = Open();
        var shadows = new DeviceShadows(plane);

        (await shadows.GetAsync("ven-1", default)).ShouldBeNull();
        var first = await shadows.DesireAsync("ven-1", new JsonObject { ["report_interval_seconds"] = 10 }, null, default);
        var second = await shadows.DesireAsync("ven-1", new JsonObject { ["report_interval_seconds"] = 20 }, 1, default);
        var stale = await shadows.DesireAsync("ven-1", new JsonObject { ["report_interval_seconds"] = 30 }, 1, default);

        ((long)first!["version"]!, (long)second!["version"]!, stale).ShouldBe((1, 2, null));
        var document = await shadows.GetAsync("ven-1", default);
        ((int)document!["state"]!["desired"]!["report_interval_seconds"]!).ShouldBe(20);
        ((int)document["state"]!["delta"]!["report_interval_seconds"]!).ShouldBe(20);
        await Should.ThrowAsync<AmazonServiceException>(() => shadows.DeleteAsync("ven-1", default));
        _core.DataPlane.Policy = Policies.DeletingDataPlane;
        (await shadows.DeleteAsync("ven-1", default)).ShouldBeTrue();
        (await shadows.DeleteAsync("ven-1", default)).ShouldBeFalse();
        (await shadows.GetAsync("ven-1", default)).ShouldBeNull();
        _core.DataPlane.Answers["409 ConflictException"].ShouldBe(1);
    }

    private static Task<string?> PublishAsync(AwsDataPlane plane) => plane.PublishAsync(Topic, "{}"u8.ToArray(), () => { }, default);

    private AwsDataPlane Open(Action<DataPlaneOptions>? change = null, AWSCredentials? credentials = null, TimeProvider? clock = null)
    {
        var options = new DataPlaneOptions
        {
            Region = RecordedWith.Region,
            Endpoint = _core.DataPlane.Address,
            CaFile = _core.Certificates.CaFile,
            Connections = 1,
        };
        change?.Invoke(options);
        options.Problems().ShouldBeEmpty();
        return new AwsDataPlane(
            Options.Create(options),
            clock ?? TimeProvider.System,
            NullLogger<AwsDataPlane>.Instance,
            credentials ?? new BasicAWSCredentials(RecordedWith.AccessKeyId, RecordedWith.Secret)
        );
    }
}
