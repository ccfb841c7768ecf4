using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace DrEvents.Local.Tests.Mqtt;

/// <summary>The broker of one machine: what it carries, what it refuses, what it remembers.</summary>
public class The_embedded_broker
{
    [Fact]
    public async Task passes_qos_1_on_to_whoever_subscribed()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var backend = await TestClient.ConnectAsync(broker.Port);
        await using var ven = await TestClient.ConnectAsync(broker.Port, "ven-1");
        foreach (var filter in Topics.BackendFilters)
            await backend.SubscribeAsync(filter);

        await ven.PublishAsync(Topics.Telemetry("ven-1"), "sample");
        await ven.PublishAsync(Topics.Command("ven-1"), "not for the backend");
        await ven.PublishAsync(Topics.SharedMetering, "sample");
        await backend.HasReceivedAsync(2);

        backend.Messages.Select(x => x.Topic).ShouldBe([Topics.Telemetry("ven-1"), Topics.SharedMetering]);
        backend.Messages[0].ShouldBe(new Received(Topics.Telemetry("ven-1"), "sample", false, MqttQualityOfServiceLevel.AtLeastOnce));
    }

    [Theory]
    [InlineData("ven/telemetry/ven-1", WireLimits.PayloadBytesMax, MqttQualityOfServiceLevel.AtLeastOnce, true)]
    [InlineData("ven/telemetry/ven-1", WireLimits.PayloadBytesMax, MqttQualityOfServiceLevel.AtMostOnce, true)]
    [InlineData("ven/telemetry/ven-1", WireLimits.PayloadBytesMax + 1, MqttQualityOfServiceLevel.AtLeastOnce, false)]
    [InlineData("ven/telemetry/ven-1", WireLimits.PayloadBytesMax + 1, MqttQualityOfServiceLevel.AtMostOnce, false)]
    [InlineData("ven/telemetry/ven-1", 10, MqttQualityOfServiceLevel.ExactlyOnce, false)]
    [InlineData("1/2/3/4/5/6/7/8", 10, MqttQualityOfServiceLevel.AtLeastOnce, true)]
    [InlineData("1/2/3/4/5/6/7/8/9", 10, MqttQualityOfServiceLevel.AtLeastOnce, false)]
    public async Task carries_up_to_the_limits_and_disconnects_beyond(string topic, int bytes, MqttQualityOfServiceLevel qos, bool allowed)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var witness = await TestClient.ConnectAsync(broker.Port);
        await using var sender = await TestClient.ConnectAsync(broker.Port);
        await witness.SubscribeAsync("#");

        var sending = sender.PublishAsync(topic, new byte[bytes], qos: qos);

        if (allowed)
        {
            await sending;
            await witness.HasReceivedAsync(1);
            witness.Messages.Single().Payload.Length.ShouldBe(bytes);
        }
        else
        {
            await sender.IsDisconnectedAsync();
            await SomethingElseArrivesFirstAsync(witness, sending);
        }
    }

    [Fact]
    public async Task counts_a_topic_in_bytes()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var witness = await TestClient.ConnectAsync(broker.Port);
        await using var sender = await TestClient.ConnectAsync(broker.Port);
        await witness.SubscribeAsync("#");
        var longest = new string('ü', WireLimits.TopicBytesMax / 2);

        await sender.PublishAsync(longest, "fits");
        var sending = sender.PublishAsync(longest + "x", "too long");

        await sender.IsDisconnectedAsync();
        await witness.HasReceivedAsync(1);
        await SomethingElseArrivesFirstAsync(witness, sending, before: 1);
    }

    [Theory]
    [InlineData("ven/ack/+", MqttClientSubscribeResultCode.GrantedQoS1)]
    [InlineData("1/2/3/4/5/6/7/#", MqttClientSubscribeResultCode.GrantedQoS1)]
    [InlineData("1/2/3/4/5/6/7/8/#", MqttClientSubscribeResultCode.UnspecifiedError)]
    [InlineData("$share/backends/ven/ack/+", MqttClientSubscribeResultCode.UnspecifiedError)]
    public async Task grants_only_what_it_can_serve(string filter, MqttClientSubscribeResultCode answer)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await TestClient.ConnectAsync(broker.Port);

        (await client.SubscribeAsync(filter)).ShouldBe(answer);
    }

    [Fact]
    public async Task takes_eight_filters_at_once_and_no_more()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await TestClient.ConnectAsync(broker.Port);
        await client.SubscribeAtOnceAsync(Enumerable.Range(0, 8).Select(i => $"topic/{i}"));
        client.IsConnected.ShouldBeTrue();

        var asking = client.SubscribeAtOnceAsync(Enumerable.Range(0, 9).Select(i => $"topic/{i}"));

        await client.IsDisconnectedAsync();
        await Should.ThrowAsync<Exception>(() => asking);
    }

    [Fact]
    public async Task tells_a_client_of_mqtt_5_its_limits()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(TestBroker.Host, broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .Build();

        var accepted = await client.ConnectAsync(options);

        accepted.MaximumQoS.ShouldBe(MqttQualityOfServiceLevel.AtLeastOnce);
        accepted.ReceiveMaximum.ShouldBe((ushort)WireLimits.InFlightMax);
    }

    [Fact]
    public async Task publishes_the_will_of_whoever_vanishes_but_not_of_whoever_leaves()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var backend = await TestClient.ConnectAsync(broker.Port);
        await backend.SubscribeAsync(Topics.Status("+"));
        await using var leaving = await TestClient.ConnectAsync(broker.Port, "ven-1", x => Will(x, "ven-1"));
        var vanishing = await TestClient.ConnectAsync(broker.Port, "ven-2", x => Will(x, "ven-2"));

        await leaving.DisconnectAsync();
        await vanishing.DisposeAsync();
        await backend.HasReceivedAsync(1);

        backend.Messages.Select(x => x.Topic).ShouldBe([Topics.Status("ven-2")]);
    }

    [Fact]
    public async Task keeps_messages_for_a_session_that_stays()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var backend = await TestClient.ConnectAsync(broker.Port);
        var before = await TestClient.ConnectAsync(broker.Port, "ven-1", x => x.WithCleanSession(false));
        await before.SubscribeAsync(Topics.Command("ven-1"));
        await before.DisconnectAsync();

        await backend.PublishAsync(Topics.Command("ven-1"), "while it was away");
        await using var after = await TestClient.ConnectAsync(broker.Port, "ven-1", x => x.WithCleanSession(false));
        await after.HasReceivedAsync(1);

        after.Messages.Single().Payload.ShouldBe("while it was away");
    }

    [Fact]
    public async Task keeps_retained_messages_and_port_when_stopped_and_started()
    {
        await using var broker = await TestBroker.StartAsync();
        var port = broker.Port;
        await RetainAsync(broker);

        await broker.StopAsync();
        await broker.StartAsync();

        broker.Port.ShouldBe(port);
        await FindsOnlineAsync(broker);
    }

    [Fact]
    public async Task keeps_retained_messages_for_the_next_process()
    {
        var folder = Directory.CreateTempSubdirectory("drevents-retained-");
        var options = new EmbeddedBrokerOptions { RetainedFile = Path.Combine(folder.FullName, "mqtt", "retained.json") };
        await using (var first = New(options))
        {
            await first.StartAsync();
            await RetainAsync(first);
        }

        await using (var second = New(options))
        {
            await second.StartAsync();
            await FindsOnlineAsync(second);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task writes_retained_messages_down_without_being_stopped()
    {
        var folder = Directory.CreateTempSubdirectory("drevents-retained-");
        var file = Path.Combine(folder.FullName, "retained.json");
        await using (var broker = New(new EmbeddedBrokerOptions { RetainedFile = file }))
        {
            await broker.StartAsync();
            await RetainAsync(broker);

            await Eventually.HoldsAsync(
                "the file has the topic",
                () => File.Exists(file) && File.ReadAllText(file).Contains(Topics.Status("ven-1"), StringComparison.Ordinal)
            );
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task starts_empty_on_a_file_that_cannot_be_read()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{ half a ");
        await using (var broker = New(new EmbeddedBrokerOptions { RetainedFile = file }))
        {
            await broker.StartAsync();
            await RetainAsync(broker);
            await FindsOnlineAsync(broker);
        }

        File.Delete(file);
    }

    [Fact]
    public async Task says_that_its_port_is_taken_and_can_be_started_later()
    {
        var neighbour = await TestBroker.StartAsync();
        await using var broker = New(new EmbeddedBrokerOptions { Port = neighbour.Port });

        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => broker.StartAsync());
        await neighbour.DisposeAsync();
        await broker.StartAsync();

        await RetainAsync(broker);
    }

    private static EmbeddedBroker New(EmbeddedBrokerOptions options) => new(options, NullLogger<EmbeddedBroker>.Instance);

    private static void Will(MqttClientOptionsBuilder options, string venId) =>
        options.WithWillTopic(Topics.Status(venId)).WithWillPayload("offline").WithWillRetain();

    private static async Task RetainAsync(EmbeddedBroker broker)
    {
        await using var ven = await TestClient.ConnectAsync(broker.Port, "ven-1");
        await ven.PublishAsync(Topics.Status("ven-1"), "online", retain: true);
        await ven.DisconnectAsync();
    }

    private static async Task FindsOnlineAsync(EmbeddedBroker broker)
    {
        await using var backend = await TestClient.ConnectAsync(broker.Port);
        await backend.SubscribeAsync(Topics.Status("+"));
        await backend.HasReceivedAsync(1);
        backend.Messages.Single().ShouldBe(new Received(Topics.Status("ven-1"), "online", true, MqttQualityOfServiceLevel.AtLeastOnce));
    }

    // That something did not come is known when a later message has come.
    private static async Task SomethingElseArrivesFirstAsync(TestClient witness, Task sending, int before = 0)
    {
        await witness.PublishAsync("later", "later");
        await witness.HasReceivedAsync(before + 1);
        witness.Messages[^1].Topic.ShouldBe("later");
        witness.Messages.Count.ShouldBe(before + 1);
        await Task.WhenAny(sending);
    }
}
