using DrEvents.Aws.Tests.StandIn;
using DrEvents.Aws.Tests.StandIn.Mqtt;
using DrEvents.Backend.Mqtt;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Aws.Tests.Limits;

/// <summary>The backend keeps AWS IoT Core's limits over MQTT, at a door that ends the connection of whoever does not.</summary>
[Collection("one clock, one port")]
public sealed class LimitScenarios
{
    private static readonly Dictionary<string, string?> OverMqtt = new() { ["Mqtt:Commands"] = "mqtt" };

    [Fact]
    public async Task a_burst_of_commands_over_mqtt_keeps_pace_and_room()
    {
        var core = await IotCore.StartAsync();
        await using var system = await StartAsync(core, Policies.SendingBackend, OverMqtt);
        var broker = system.Host.Services.GetRequiredService<IBroker>();

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(n => broker.PublishAsync(Topics.Command($"ven-{n}"), new byte[100], _ => { }, default))
        );

        taken.ShouldAllBe(t => t);
        core.Mqtt.Violations.ShouldBeEmpty();
        core.Mqtt.Connections.Max(c => c.BusiestSecond).ShouldBeInRange(30, WireLimits.PublishesPerSecondMax);
        core.Mqtt.Connections.Max(c => c.UnacknowledgedMax).ShouldBeLessThanOrEqualTo(WireLimits.InFlightMax);
    }

    [Fact]
    public async Task what_is_too_large_or_too_deep_is_not_sent_and_the_connection_stays()
    {
        var core = await IotCore.StartAsync();
        await using var system = await StartAsync(core, Policies.SendingBackend, OverMqtt);
        var broker = system.Host.Services.GetRequiredService<IBroker>();

        (await broker.PublishAsync(Topics.Command("x"), new byte[WireLimits.PayloadBytesMax + 1], _ => { }, default)).ShouldBeFalse();
        (await broker.PublishAsync(Topics.Command("x/////////"), new byte[1], _ => { }, default)).ShouldBeFalse();
        (await broker.PublishAsync(Topics.Command("x"), new byte[WireLimits.PayloadBytesMax], _ => { }, default)).ShouldBeTrue();

        core.Mqtt.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("false", 2)]
    [InlineData("true", 3)]
    public async Task it_listens_within_the_limits_alone_and_in_a_cluster(string isCluster, int connections)
    {
        var core = await IotCore.StartAsync();
        var settings = new Dictionary<string, string?> { ["Cluster:Enabled"] = isCluster, ["Cluster:Receivers"] = "2" };
        await using var system = await StartAsync(core, Policies.Backend, settings);

        await Eventually.HoldsAsync("all are connected", () => Backends(core).Count == connections, withinS: 60);
        await Eventually.HoldsAsync("all that listen have asked", () => Backends(core).Count(c => c.Subscriptions > 0) == 2, withinS: 60);

        core.Mqtt.Violations.ShouldBeEmpty();
        Backends(core).ShouldAllBe(c => c.ReceiveMaximum == WireLimits.InFlightMax);
        Backends(core).ShouldAllBe(c => c.FiltersAtOnceMax <= WireLimits.FiltersPerSubscribeMax);
        Backends(core).Max(c => c.Subscriptions).ShouldBeInRange(3, WireLimits.SubscriptionsMax);
    }

    [Fact]
    public async Task receivers_share_the_answers_so_that_none_is_discarded()
    {
        const int answers = 240;
        var core = await IotCore.StartAsync();
        var settings = new Dictionary<string, string?> { ["Cluster:Enabled"] = "true", ["Cluster:Receivers"] = "4" };
        await using var system = await StartAsync(core, Policies.Backend, settings);
        await Eventually.HoldsAsync("all receivers have asked", () => Backends(core).Count(c => c.Subscriptions > 0) == 4, withinS: 60);

        await Task.WhenAll(
            Enumerable.Range(0, answers).Select(n => core.PublishAsync(Topics.Ack($"ven-{n}"), """{"op":"ping","ok":true}"""u8.ToArray()))
        );

        await Eventually.HoldsAsync(
            "all were handed over",
            () => Backends(core).Sum(c => c.Delivered + c.Discarded) == answers,
            withinS: 30
        );
        Backends(core).Sum(c => c.Discarded).ShouldBe(0);
        Backends(core).Where(c => c.Subscriptions > 0).ShouldAllBe(c => c.Delivered > 0);
    }

    [Fact]
    public async Task it_asks_for_mqtt_by_name_where_that_is_asked_for()
    {
        var core = await IotCore.StartAsync(isPort443: true);
        await using var system = await StartAsync(core, Policies.Backend, new() { ["Mqtt:Alpn"] = "x-amzn-mqtt-ca" });

        core.Mqtt.Violations.ShouldBeEmpty();
        Backends(core).ShouldNotBeEmpty();
    }

    private static List<DoorConnection> Backends(IotCore core) =>
        [.. core.Mqtt.Connections.Where(c => c.ClientId.StartsWith("backend", StringComparison.Ordinal))];

    private static Task<DrSystem> StartAsync(IotCore core, IotPolicy policy, Dictionary<string, string?> more)
    {
        var backend = core.Add("backend", null, policy);
        var settings = core.BackendSettings(backend);
        foreach (var (key, value) in more)
            settings[key] = value;
        return DrSystem.StartAsync(core, backend, settings);
    }
}
