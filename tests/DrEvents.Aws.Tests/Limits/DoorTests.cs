using DrEvents.Aws.Tests.StandIn;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Aws.Tests.Limits;

/// <summary>The stand-in's door does what the scenarios rely on: it ends the connection of whoever breaks a limit or a policy, and notes it.</summary>
[Collection("one clock, one port")]
public sealed class DoorTests : IAsyncLifetime
{
    private const string Ven = "ven-1";

    private IotCore _core = null!;

    public async ValueTask InitializeAsync() => _core = await IotCore.StartAsync();

    public ValueTask DisposeAsync() => _core.DisposeAsync();

    public static TheoryData<string, int, bool, string> Wrongs =>
        new()
        {
            { Topics.Telemetry("ven-2"), 1, false, "ven-1: may not publish to ven/telemetry/ven-2" },
            { Topics.Command(Ven), 1, false, "ven-1: may not publish to ven/cmd/ven-1" },
            { Topics.Telemetry(Ven), 1, true, "ven-1: may not publish to ven/telemetry/ven-1" },
            { Topics.Telemetry(Ven), WireLimits.PayloadBytesMax + 1, false, "ven-1: the payload has 131073 bytes, more than 131072" },
            { "a/b/c/d/e/f/g/h/i", 1, false, "ven-1: the topic has 8 slashes, more than 7" },
        };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task a_message_that_is_not_allowed_ends_the_connection(string topic, int bytes, bool retain, string noted)
    {
        await using var client = await ConnectAsync();

        _ = client.PublishAsync(topic, new byte[bytes], retain).ContinueWith(_ => { }, TaskScheduler.Default);

        await client.IsDisconnectedAsync();
        _core.Mqtt.Violations.ShouldBe([noted]);
    }

    [Fact]
    public async Task what_is_allowed_goes_through()
    {
        await using var client = await ConnectAsync();
        await client.SubscribeAsync(Topics.Status(Ven));

        await client.PublishAsync(Topics.Telemetry(Ven), new byte[WireLimits.PayloadBytesMax]);
        await client.PublishAsync(Topics.Status(Ven), "{}", retain: true);

        await client.HasReceivedAsync(1);
        client.IsConnected.ShouldBeTrue();
        _core.Mqtt.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task nine_filters_at_once_end_the_connection()
    {
        await using var client = await ConnectAsync();

        _ = client.SubscribeAtOnceAsync(Enumerable.Repeat(Topics.Command(Ven), 9)).ContinueWith(_ => { }, TaskScheduler.Default);

        await client.IsDisconnectedAsync();
        _core.Mqtt.Violations.ShouldBe(["ven-1: 9 filters in one SUBSCRIBE"]);
    }

    [Fact]
    public async Task the_commands_of_another_are_refused()
    {
        await using var client = await ConnectAsync();

        ((int)await client.SubscribeAsync(Topics.Command("ven-2"))).ShouldBe(0x87);

        client.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task more_than_a_hundred_messages_in_a_second_end_the_connection()
    {
        await using var client = await ConnectAsync();

        foreach (var n in Enumerable.Range(0, 150))
            _ = client.PublishAsync(Topics.Telemetry(Ven), "{}").ContinueWith(t => t.Exception, TaskScheduler.Default);

        await client.IsDisconnectedAsync();
        _core.Mqtt.Violations.ShouldContain(v =>
            v.StartsWith("ven-1: more than 100", StringComparison.Ordinal)
            || v.Contains("without acknowledgement", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task more_than_a_hundred_messages_in_a_second_to_a_connection_are_discarded()
    {
        await using var client = await ConnectAsync();
        await client.SubscribeAsync(Topics.Command(Ven));

        await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => _core.PublishAsync(Topics.Command(Ven), "{}"u8.ToArray())));

        await client.HasReceivedAsync(100);
        var connection = _core.Mqtt.Connections.Single();
        await Eventually.HoldsAsync("all were handed over", () => connection.Delivered + connection.Discarded == 150);
        connection.Discarded.ShouldBeInRange(1, 50);
        client.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task a_certificate_is_good_until_it_is_revoked_and_for_its_own_thing_alone()
    {
        var files = _core.Certificates.Client(Ven);
        await Should.ThrowAsync<Exception>(() => ConnectAsync(files));
        _core.Mqtt.Register(files, Ven, Policies.Ven);
        await using (var client = await ConnectAsync(files))
        {
            _core.Mqtt.Revoke(files);
            await client.IsDisconnectedAsync();
        }
        await Should.ThrowAsync<Exception>(() => ConnectAsync(files));

        var others = _core.Certificates.Client("ven-2");
        _core.Mqtt.Register(others, "ven-3", Policies.Ven);
        await Should.ThrowAsync<Exception>(() => ConnectAsync(others));
        _core.Mqtt.Violations.ShouldContain("ven-2: may not connect");
    }

    private Task<TestClient> ConnectAsync()
    {
        var files = _core.Certificates.Client(Ven);
        _core.Mqtt.Register(files, Ven, Policies.Ven);
        return ConnectAsync(files);
    }

    private Task<TestClient> ConnectAsync(CertificateFiles files) => Mqtt.Version5.ConnectAsync(_core, files);
}
