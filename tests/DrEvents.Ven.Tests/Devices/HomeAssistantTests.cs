using System.Text;
using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Shedding;
using TestBroker = DrEvents.Ven.Tests.Mqtt.TestBroker;

namespace DrEvents.Ven.Tests.Devices;

public sealed class HomeAssistantTests
{
    private const string VenId = "ven-ha";
    private const string EventId = "evt-0000000c";

    [Fact]
    public async Task The_VEN_is_there_by_discovery_with_power_event_and_a_button_that_opts_out()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        await using var local = await MosquittoBroker.StartNewAsync();
        await using var broker = await TestBroker.StartedAsync();
        await using var assistant = await TestClient.ConnectAsync(local.Port);
        await assistant.SubscribeAsync("homeassistant/#");
        await assistant.SubscribeAsync($"drevents/{VenId}/#");
        await using var ven = Agent(local.Port, broker.Port);
        await ven.StartAsync();
        await broker.SampleAsync(VenId, _ => true);

        await Eventually.HoldsAsync(() => Newest(assistant, $"drevents/{VenId}/power") == "2", "its power is there");
        foreach (var config in assistant.Messages.Where(m => m.Topic.StartsWith("homeassistant/", StringComparison.Ordinal)))
        {
            var entity = JsonElement.Parse(config.Payload);
            entity.GetProperty("device").GetProperty("name").GetString().ShouldBe($"VEN {VenId}");
            config.Topic.ShouldContain(entity.GetProperty("unique_id").GetString()!);
        }
        Newest(assistant, $"homeassistant/sensor/drevents_{VenId}_power/config")
            .ShouldNotBeNull()
            .ShouldContain("\"device_class\":\"power\"");

        await broker.SendAsync(Shed());
        (await broker.NextAckAsync(VenId)).Ok.ShouldBeTrue();
        await Eventually.HoldsAsync(() => Newest(assistant, $"drevents/{VenId}/event") == EventId, "its event is there");
        await assistant.PublishAsync($"drevents/{VenId}/opt-out", "PRESS");
        var optedOut = await broker.NextAckAsync(VenId);
        (optedOut.Ok, optedOut.Error).ShouldBe((false, "opted out: notParticipating"));
    }

    [Fact]
    public async Task It_is_announced_again_when_Home_Assistant_has_started_and_when_the_broker_is_back()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
        const string Config = $"homeassistant/sensor/drevents_{VenId}_power/config";
        await using var local = await MosquittoBroker.StartNewAsync();
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = Agent(local.Port, broker.Port);
        await ven.StartAsync();
        await using (var assistant = await TestClient.ConnectAsync(local.Port))
        {
            await assistant.SubscribeAsync(Config);
            await Eventually.HoldsAsync(() => Newest(assistant, Config) is { Length: > 0 }, "it is announced");
            await assistant.PublishAsync(Config, "", retain: true);
            await Eventually.HoldsAsync(() => Newest(assistant, Config) is "", "somebody has forgotten it");
            await assistant.PublishAsync("homeassistant/status", "online");
            await Eventually.HoldsAsync(() => Newest(assistant, Config) is { Length: > 0 }, "it is announced to who was born");
            await assistant.PublishAsync(Config, "", retain: true);
            await Eventually.HoldsAsync(() => Newest(assistant, Config) is "", "somebody has forgotten it again");
        }
        await local.StopAsync();
        await local.StartAsync();
        await using var another = await TestClient.ConnectAsync(local.Port);
        await another.SubscribeAsync(Config);
        await Eventually.HoldsAsync(() => Newest(another, Config) is { Length: > 0 }, "it is announced to the broker that is back");
    }

    private static VenAgent Agent(int localPort, int brokerPort)
    {
        var (home, errors) = HomeReader.Read(
            Encoding.UTF8.GetBytes(
                $$"""
                {"name":"x","homeAssistant":{"broker":{"host":"127.0.0.1","port":{{localPort}}} },
                 "loads":[{"id":"c","name":"C","type":"circuit","ratedKw":3,"meanKw":1}]}
                """
            )
        );
        errors.ShouldBeEmpty();
        var options = new VenOptions(VenId, new BrokerAddress("127.0.0.1", brokerPort)) { Home = home };
        return new VenAgent(options, [new SteadyLoad("heater", wantedKw: 2)], TimeProvider.System);
    }

    private static string? Newest(TestClient client, string topic) => client.Messages.LastOrDefault(m => m.Topic == topic)?.Payload;

    private static VenCommand Shed() =>
        new()
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = "c-1",
            VenId = VenId,
            EventId = EventId,
            RequestedReductionKw = 2,
            DurationS = 600,
            IssuedAt = DateTimeOffset.UtcNow,
            ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(10),
        };
}
