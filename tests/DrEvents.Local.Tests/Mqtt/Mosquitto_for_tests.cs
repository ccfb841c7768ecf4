using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Local.Tests.Mqtt;

/// <summary>The stand-in for a real broker does what the tests that use it rely on.</summary>
public class Mosquitto_for_tests
{
    [Fact]
    public async Task holds_a_ven_to_its_own_topics()
    {
        SkipWithoutMosquitto();
        using var certificates = new TestCertificates();
        await using var broker = await MosquittoBroker.StartNewAsync(certificates);
        await using var backend = await TestClient.ConnectAsync(broker.Port, certificates, certificates.Client("backend"));
        await using var ven = await TestClient.ConnectAsync(broker.Port, certificates, certificates.Client("ven-1"));
        await backend.SubscribeAsync("#");
        await backend.SubscribeAsync(ShadowTopics.Request("+", "#"));
        string[] own =
        [
            Topics.Ack("ven-1"),
            Topics.Telemetry("ven-1"),
            Topics.Meter("ven-1"),
            Topics.Loads("ven-1"),
            Topics.Status("ven-1"),
            Topics.SharedMetering,
            ShadowTopics.Request("ven-1", "update"),
        ];
        string[] foreign =
        [
            Topics.Ack("ven-2"),
            Topics.Telemetry("ven-2"),
            Topics.Command("ven-1"),
            ShadowTopics.Request("ven-2", "get"),
            "x",
        ];

        foreach (var topic in foreign.Concat(own))
            await ven.PublishAsync(topic, "payload");
        await backend.HasReceivedAsync(own.Length);

        backend.Messages.Select(x => x.Topic).ShouldBe(own);
    }

    [Fact]
    public async Task gives_a_ven_its_own_commands_and_status_only()
    {
        SkipWithoutMosquitto();
        using var certificates = new TestCertificates();
        await using var broker = await MosquittoBroker.StartNewAsync(certificates);
        await using var backend = await TestClient.ConnectAsync(broker.Port, certificates, certificates.Client("backend"));
        await using var ven = await TestClient.ConnectAsync(broker.Port, certificates, certificates.Client("ven-1"));
        await ven.SubscribeAsync("#");
        await ven.SubscribeAsync(ShadowTopics.Request("+", "#"));

        await backend.PublishAsync(Topics.Command("ven-2"), "for another");
        await backend.PublishAsync(ShadowTopics.Delta("ven-2"), "for another");
        await backend.PublishAsync(Topics.Status("ven-2"), "of another");
        await backend.PublishAsync(Topics.Telemetry("ven-1"), "only written by VENs");
        await backend.PublishAsync(Topics.Command("ven-1"), "for it");
        await backend.PublishAsync(Topics.Status("ven-1"), "of it");
        await backend.PublishAsync(ShadowTopics.Delta("ven-1"), "for it");
        await ven.HasReceivedAsync(3);

        ven.Messages.Select(x => x.Topic).ShouldBe([Topics.Command("ven-1"), Topics.Status("ven-1"), ShadowTopics.Delta("ven-1")]);
    }

    [Fact]
    public async Task refuses_a_certificate_of_another_authority()
    {
        SkipWithoutMosquitto();
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        await using var broker = await MosquittoBroker.StartNewAsync(certificates);

        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(broker.Port, certificates, others.Client("ven-1")));

        await using var admitted = await TestClient.ConnectAsync(broker.Port, certificates, certificates.Client("ven-1"));
        admitted.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task is_refused_by_a_client_that_trusts_another_authority()
    {
        SkipWithoutMosquitto();
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        await using var broker = await MosquittoBroker.StartNewAsync(certificates);

        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(broker.Port, others, certificates.Client("ven-1")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task keeps_sessions_and_their_messages_over_its_end(bool kill)
    {
        SkipWithoutMosquitto();
        await using var broker = await MosquittoBroker.StartNewAsync();
        var port = broker.Port;
        var before = await TestClient.ConnectAsync(port, "ven-1", x => x.WithCleanSession(false));
        await before.SubscribeAsync(Topics.Command("ven-1"));
        await before.DisconnectAsync();
        await using (var backend = await TestClient.ConnectAsync(port))
            await backend.PublishAsync(Topics.Command("ven-1"), "before the end");

        await (kill ? broker.KillAsync() : broker.StopAsync());
        await broker.StartAsync();

        broker.Port.ShouldBe(port);
        await using var after = await TestClient.ConnectAsync(port, "ven-1", x => x.WithCleanSession(false));
        await after.HasReceivedAsync(1);
        after.Messages.Single().Payload.ShouldBe("before the end");
    }

    [Fact]
    public async Task takes_no_qos_2()
    {
        SkipWithoutMosquitto();
        await using var broker = await MosquittoBroker.StartNewAsync();
        await using var client = await TestClient.ConnectAsync(broker.Port);

        var sending = client.PublishAsync("x", "payload", qos: MqttQualityOfServiceLevel.ExactlyOnce);

        await client.IsDisconnectedAsync();
        await Should.ThrowAsync<Exception>(() => sending);
    }

    [Fact]
    public void keys_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other file modes.");
        using var certificates = new TestCertificates();

        var key = certificates.Client("ven-1").KeyFile;

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void SkipWithoutMosquitto() => Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed.");
}
