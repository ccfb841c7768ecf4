using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Local.Tests.Mqtt.Attacks;

/// <summary>What a VEN with a certificate, and somebody with none, tries at the embedded broker.</summary>
public sealed class BrokerAttacks : IAsyncLifetime
{
    private const string Villain = "ven-villain";
    private const string Victim = "ven-victim";
    private GuardedBroker _broker = null!;
    private X509Certificate2 _villains = null!;
    private X509Certificate2 _victims = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await GuardedBroker.StartAsync();
        (_villains, _victims) = (_broker.Enrol(Villain), _broker.Enrol(Victim));
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task a_ven_with_a_certificate_does_all_that_a_ven_does()
    {
        await using var backend = await BackendAsync();
        await using var ven = await _broker.ConnectAsync(_victims, Victim);
        foreach (
            var filter in ShadowTopics
                .VenFilters(Victim)
                .Append(Topics.Command(Victim))
                .Append(Topics.Status(Victim))
                .Append(Topics.Receipt(Victim))
        )
            (await ven.SubscribeAsync(filter)).ShouldBe(MqttClientSubscribeResultCode.GrantedQoS1, filter);
        string[] own =
        [
            Topics.Telemetry(Victim),
            Topics.Meter(Victim),
            Topics.Ack(Victim),
            Topics.Loads(Victim),
            Topics.Status(Victim),
            ShadowTopics.Request(Victim, "update"),
        ];

        foreach (var topic in own)
            await ven.PublishAsync(topic, "mine", retain: topic == Topics.Status(Victim));
        await backend.HasReceivedAsync(own.Length);
        backend.Messages.Select(m => m.Topic).ShouldBe(own);
        await backend.PublishAsync(Topics.Command(Victim), "shed");
        await ven.HasReceivedAsync(2);

        ven.Messages.Select(m => m.Topic).ShouldBe([Topics.Status(Victim), Topics.Command(Victim)]);
    }

    [Theory]
    [InlineData("ven/telemetry/" + Victim)]
    [InlineData("oadr/meter/" + Victim)]
    [InlineData("ven/ack/" + Victim)]
    [InlineData("ven/loads/" + Victim)]
    [InlineData("ven/status/" + Victim)]
    [InlineData("$aws/things/" + Victim + "/shadow/update")]
    [InlineData("ven/cmd/" + Victim)]
    [InlineData("ven/cmd/" + Villain)]
    [InlineData("ven/receipt/" + Villain)]
    [InlineData("$aws/things/" + Villain + "/shadow/update/delta")]
    [InlineData("$aws/things/" + Villain + "/shadow/../../" + Victim + "/shadow/update")]
    [InlineData("$SYS/broker/version")]
    [InlineData("volttron/metering")]
    [InlineData("anything")]
    public async Task it_speaks_where_it_may_not(string topic)
    {
        await using var backend = await BackendAsync();
        await using var villain = await _broker.ConnectAsync(_villains, Villain);

        await NothingComesOfAsync(villain, topic, retain: false);

        await villain.IsDisconnectedAsync();
        await NothingButAsync(backend);
    }

    [Theory]
    [InlineData("ven/cmd/" + Victim)]
    [InlineData("ven/telemetry/" + Villain)]
    [InlineData("$aws/things/" + Villain + "/shadow/update")]
    public async Task it_leaves_a_retained_message(string topic)
    {
        await using var villain = await _broker.ConnectAsync(_villains, Villain);

        await NothingComesOfAsync(villain, topic, retain: true);

        await villain.IsDisconnectedAsync();
        await using var backend = await BackendAsync();
        await NothingButAsync(backend);
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+/+/+")]
    [InlineData("ven/cmd/#")]
    [InlineData("ven/cmd/+")]
    [InlineData("ven/cmd/" + Victim)]
    [InlineData("ven/telemetry/" + Victim)]
    [InlineData("ven/ack/+")]
    [InlineData("$SYS/#")]
    [InlineData("$aws/#")]
    [InlineData("$aws/things/+/shadow/#")]
    [InlineData("$aws/things/" + Victim + "/shadow/#")]
    [InlineData("volttron/metering")]
    public async Task it_listens_where_it_may_not(string filter)
    {
        await using var backend = await BackendAsync();
        await using var villain = await _broker.ConnectAsync(_villains, Villain);

        (await villain.SubscribeAsync(filter)).ShouldBe(MqttClientSubscribeResultCode.UnspecifiedError);

        await villain.SubscribeAsync(Topics.Command(Villain));
        await backend.PublishAsync(Topics.Command(Victim), "shed");
        await backend.PublishAsync(ShadowTopics.Delta(Victim), "wish");
        await backend.PublishAsync(Topics.Command(Villain), "for it");
        await villain.HasReceivedAsync(1);
        villain.Messages.Select(m => m.Topic).ShouldBe([Topics.Command(Villain)]);
    }

    [Fact]
    public async Task it_has_the_client_id_of_another()
    {
        await using var victim = await _broker.ConnectAsync(_victims, Victim);

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(_villains, Victim));

        victim.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task it_has_the_client_id_of_the_backend()
    {
        await using var backend = await BackendAsync();

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(_villains, "drevents-backend"));

        backend.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task its_will_speaks_for_another()
    {
        await using var backend = await BackendAsync();
        var villain = await _broker.ConnectAsync(
            _villains,
            Villain,
            o => o.WithWillTopic(Topics.Status(Victim)).WithWillPayload("offline").WithWillRetain()
        );

        await villain.DisposeAsync();

        await using var victim = await _broker.ConnectAsync(_victims, Victim);
        await victim.PublishAsync(Topics.Status(Victim), "online");
        await backend.HasReceivedAsync(1);
        backend.Messages.Select(m => m.Payload).ShouldBe(["online"]);
    }

    [Fact]
    public async Task its_own_will_is_heard()
    {
        await using var backend = await BackendAsync();
        var ven = await _broker.ConnectAsync(_victims, Victim, o => o.WithWillTopic(Topics.Status(Victim)).WithWillPayload("offline"));

        await ven.DisposeAsync();

        await backend.HasReceivedAsync(1);
    }

    [Fact]
    public async Task it_has_no_certificate() => await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(null, Victim));

    [Fact]
    public async Task its_certificate_is_of_another_authority()
    {
        await using var other = await GuardedBroker.StartAsync();

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(other.Enrol(Victim), Victim));
    }

    [Fact]
    public async Task its_certificate_is_self_signed_in_the_name_of_the_authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Victim}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var forged = request.Create(
            _broker.Authority.Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            now.AddDays(-1),
            now.AddDays(1),
            RandomNumberGenerator.GetBytes(16)
        );

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(forged.CopyWithPrivateKey(key), Victim));
    }

    [Fact]
    public async Task its_certificate_was_signed_and_never_stored()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var strange = _broker.Authority.IssueToVen(Victim, new PublicKey(key), TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(strange.CopyWithPrivateKey(key), Victim));
    }

    [Fact]
    public async Task its_certificate_has_expired()
    {
        var expired = _broker.Enrol("ven-old", TimeSpan.FromMinutes(-1));

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(expired, "ven-old"));
    }

    [Fact]
    public async Task it_stays_connected_after_its_certificate_was_revoked()
    {
        await using var backend = await BackendAsync();
        await using var villain = await _broker.ConnectAsync(_villains, Villain, o => o.WithCleanSession(false));
        await using var victim = await _broker.ConnectAsync(_victims, Victim);
        await villain.SubscribeAsync(Topics.Command(Villain));

        _broker.Revoke(Villain, _villains);

        await villain.IsDisconnectedAsync();
        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(_villains, Villain));
        victim.IsConnected.ShouldBeTrue();
        await victim.PublishAsync(Topics.Telemetry(Victim), "goes on");
        await backend.HasReceivedAsync(1);
    }

    [Fact]
    public async Task a_renewed_certificate_is_let_in_and_the_one_before_too_until_it_is_revoked()
    {
        var next = _broker.Enrol(Victim);
        await using (await _broker.ConnectAsync(_victims, Victim)) { }
        await using var ven = await _broker.ConnectAsync(next, Victim);

        _broker.Revoke(Victim, _victims);

        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(_victims, Victim));
        ven.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task the_topic_that_all_share_is_for_those_that_are_marked()
    {
        await using var backend = await BackendAsync();
        _broker.Mark(Victim);
        await using var ven = await _broker.ConnectAsync(_victims, Victim);

        await ven.PublishAsync(Topics.SharedMetering, "sample");

        await backend.HasReceivedAsync(1);
    }

    [Fact]
    public async Task it_comes_without_a_certificate_from_this_machine()
    {
        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(_broker.PlainPort, Victim));
        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(_broker.PlainPort, "drevents-backend"));
        await Should.ThrowAsync<Exception>(() =>
            TestClient.ConnectAsync(_broker.PlainPort, "drevents-backend", o => o.WithCredentials("process", "guessed"))
        );
    }

    [Fact]
    public async Task it_was_there_before_the_first_ven_had_a_certificate()
    {
        await using var broker = await GuardedBroker.StartAsync();
        await using var early = await TestClient.ConnectAsync(broker.PlainPort, Victim, o => o.WithCleanSession(false));
        await early.SubscribeAsync("#");

        var certificate = broker.Enrol(Victim);

        await early.IsDisconnectedAsync();
        // What was subscribed to under its name is gone.
        await using var backend = await broker.ConnectBackendAsync();
        await using var ven = await broker.ConnectAsync(certificate, Victim, o => o.WithCleanSession(false));
        await ven.SubscribeAsync(Topics.Command(Victim));
        await backend.PublishAsync(Topics.Command(Villain), "for another");
        await backend.PublishAsync(Topics.Command(Victim), "for it");
        await ven.HasReceivedAsync(1);
        ven.Messages.Select(m => m.Topic).ShouldBe([Topics.Command(Victim)]);
    }

    [Fact]
    public async Task in_a_mixed_fleet_it_has_no_certificate_and_speaks_for_one_that_has()
    {
        await using var broker = await GuardedBroker.StartAsync(PlainMqtt.Always);
        broker.Enrol(Victim);
        await using var backend = await broker.ConnectBackendAsync();
        await backend.SubscribeAsync("#");
        await using var old = await TestClient.ConnectAsync(broker.PlainPort, "ven-old");

        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(broker.PlainPort, Victim));
        await old.PublishAsync(Topics.Telemetry("ven-old"), "its own");
        await NothingComesOfAsync(old, Topics.Telemetry(Victim), retain: false);

        await old.IsDisconnectedAsync();
        await backend.HasReceivedAsync(1);
        backend.Messages.Select(m => m.Topic).ShouldBe([Topics.Telemetry("ven-old")]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task in_a_mixed_fleet_it_speaks_for_one_whose_certificate_holds_no_longer(bool wasRevoked)
    {
        await using var broker = await GuardedBroker.StartAsync(PlainMqtt.Always);
        broker.Enrol("ven-other");
        await using var before = await TestClient.ConnectAsync(broker.PlainPort, Victim);
        var certificate = broker.Enrol(Victim, wasRevoked ? null : TimeSpan.FromMinutes(-1));
        if (wasRevoked)
            broker.Revoke(Victim, certificate);

        await before.IsDisconnectedAsync();
        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(broker.PlainPort, Victim));
        broker.Refused.ShouldContain(r => r.Why == $"{Victim} has had a certificate, and has to connect by one");
    }

    [Fact]
    public async Task it_comes_under_many_names()
    {
        const int most = 5;
        await using var broker = await GuardedBroker.StartAsync(PlainMqtt.Always, most);
        broker.Enrol("ven-other");
        await using var backend = await broker.ConnectBackendAsync();
        for (var i = 0; i < 4 * most; i++)
        {
            var one = await TestClient.ConnectAsync(broker.PlainPort, $"ven-name-{i}", o => o.WithCleanSession(false));
            await one.DisconnectAsync();
            await one.DisposeAsync();
        }

        broker.Remembered.ShouldBeLessThanOrEqualTo(most);
        backend.IsConnected.ShouldBeTrue();
        await using var back = await TestClient.ConnectAsync(broker.PlainPort, "ven-name-0");
        await back.PublishAsync(Topics.Telemetry("ven-name-0"), "who was forgotten is let in again");
    }

    [Fact]
    public async Task more_are_connected_than_can_be()
    {
        await using var broker = await GuardedBroker.StartAsync(PlainMqtt.Always, clientsMax: 2);
        broker.Enrol("ven-other");
        await using var first = await TestClient.ConnectAsync(broker.PlainPort, "ven-first");
        await using var second = await TestClient.ConnectAsync(broker.PlainPort, "ven-second");

        await Should.ThrowAsync<Exception>(() => TestClient.ConnectAsync(broker.PlainPort, "ven-third"));

        (first.IsConnected, second.IsConnected, broker.Remembered).ShouldBe((true, true, 2));
    }

    [Fact]
    public async Task each_that_is_refused_is_told_with_what_it_wanted_and_why()
    {
        await using var villain = await _broker.ConnectAsync(_villains, Villain);
        await villain.SubscribeAsync("#");
        await NothingComesOfAsync(villain, Topics.Telemetry(Victim), retain: false);
        await villain.IsDisconnectedAsync();
        await Should.ThrowAsync<Exception>(() => _broker.ConnectAsync(_villains, Victim));

        _broker
            .Refused.AsEnumerable()
            .ShouldBe([
                new RefusedClient(Villain, "127.0.0.1", "SUBSCRIBE", "it is not its own"),
                new RefusedClient(Villain, "127.0.0.1", "PUBLISH", "a topic that is not its own"),
                new RefusedClient(Victim, "127.0.0.1", "CONNECT", $"its certificate is that of {Villain}, and its client id is another"),
            ]);
    }

    private async Task<TestClient> BackendAsync()
    {
        var backend = await _broker.ConnectBackendAsync();
        await backend.SubscribeAsync("#");
        await backend.SubscribeAsync("$SYS/#");
        await backend.SubscribeAsync(ShadowTopics.Request("+", "#"));
        return backend;
    }

    /// <summary>The broker throws it out while it waits for the answer.</summary>
    private static async Task NothingComesOfAsync(TestClient client, string topic, bool retain)
    {
        try
        {
            await client.PublishAsync(topic, "forged", retain);
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            // Thrown out, or refused: both are good.
        }
    }

    /// <summary>What comes after it shows that nothing came before.</summary>
    private static async Task NothingButAsync(TestClient backend)
    {
        await backend.PublishAsync("the-end", "of the test");
        await Eventually.HoldsAsync("the last message is heard", () => backend.Messages.Any(m => m.Topic == "the-end"));
        backend.Messages.Select(m => m.Topic).ShouldBe(["the-end"]);
    }
}
