using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Mqtt;
using MQTTnet;

namespace DrEvents.Local.Tests.Mqtt.Attacks;

/// <summary>A VEN with a certificate, and somebody with none, want more of the embedded broker than their share.</summary>
public sealed class FloodAttacks : IAsyncLifetime
{
    private const string Villain = "ven-villain";
    private const string Victim = "ven-victim";
    private const int ConnectionsMax = 4;
    private static readonly TimeSpan HandshakeWithin = TimeSpan.FromSeconds(2);

    private GuardedBroker _broker = null!;
    private X509Certificate2 _villains = null!;
    private X509Certificate2 _victims = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await GuardedBroker.StartAsync(door: d =>
            d with
            {
                ConnectionsPerAddress = ConnectionsMax,
                HandshakeWithin = HandshakeWithin,
            }
        );
        (_villains, _victims) = (_broker.Enrol(Villain), _broker.Enrol(Victim));
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task it_publishes_more_than_a_hundred_messages_in_a_second()
    {
        await using var backend = await _broker.ConnectBackendAsync();
        await backend.SubscribeAsync("ven/telemetry/+");
        await using var villain = await _broker.ConnectAsync(_villains, Villain);
        await using var victim = await _broker.ConnectAsync(_victims, Victim);

        await PublishAsync(villain, WireLimits.PublishesPerSecondMax);
        villain.IsConnected.ShouldBeTrue();
        await OneTooManyAsync(villain);

        await victim.PublishAsync(Topics.Telemetry(Victim), "goes on");
        await backend.HasReceivedAsync(WireLimits.PublishesPerSecondMax + 1);
        backend.Messages.Count(m => m.Topic == Topics.Telemetry(Villain)).ShouldBe(WireLimits.PublishesPerSecondMax);
        _broker.Log.Says($"{Villain} is disconnected for publishing more than 100 messages in a second").ShouldBeTrue();
    }

    [Fact]
    public async Task it_comes_back_to_its_session_for_a_hundred_more()
    {
        await using (var before = await _broker.ConnectAsync(_villains, Villain, o => o.WithCleanSession(false)))
        {
            await PublishAsync(before, WireLimits.PublishesPerSecondMax);
            await OneTooManyAsync(before);
        }

        await using (var again = await _broker.ConnectAsync(_villains, Villain, o => o.WithCleanSession(false)))
        {
            await PublishAsync(again, 1);
            await OneTooManyAsync(again);
        }

        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var later = await _broker.ConnectAsync(_villains, Villain, o => o.WithCleanSession(false));
        await PublishAsync(later, WireLimits.PublishesPerSecondMax);
        later.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task its_will_is_heard_when_it_was_thrown_out_for_that()
    {
        await using var backend = await _broker.ConnectBackendAsync();
        await backend.SubscribeAsync(Topics.Status(Villain));
        await using var villain = await _broker.ConnectAsync(
            _villains,
            Villain,
            o => o.WithWillTopic(Topics.Status(Villain)).WithWillPayload("offline")
        );
        await PublishAsync(villain, WireLimits.PublishesPerSecondMax);

        await OneTooManyAsync(villain);

        await backend.HasReceivedAsync(1);
    }

    [Fact]
    public async Task the_process_itself_speaks_to_a_whole_fleet()
    {
        await using var backend = await _broker.ConnectBackendAsync();

        for (var i = 0; i < 2 * WireLimits.PublishesPerSecondMax; i++)
            await backend.PublishAsync(Topics.Command(Victim), "shed");

        backend.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task it_subscribes_to_more_than_fifty_filters()
    {
        await using var villain = await _broker.ConnectAsync(_villains, Villain);
        for (var i = 0; i < WireLimits.SubscriptionsMax; i++)
            (await villain.SubscribeAsync(Filter(i))).ShouldBe(MqttClientSubscribeResultCode.GrantedQoS1);

        (await villain.SubscribeAsync(Topics.Command(Villain))).ShouldBe(MqttClientSubscribeResultCode.UnspecifiedError);
        (await villain.SubscribeAsync(Filter(0))).ShouldBe(MqttClientSubscribeResultCode.GrantedQoS1, "it is none more");
        await villain.UnsubscribeAsync(Filter(0));
        (await villain.SubscribeAsync(Topics.Command(Villain))).ShouldBe(MqttClientSubscribeResultCode.GrantedQoS1);

        static string Filter(int number) => ShadowTopics.Request(Villain, $"get/{number}");
    }

    [Fact]
    public async Task it_opens_connections_and_says_nothing()
    {
        List<Silent> silent = [];
        while (silent.Count < ConnectionsMax)
            silent.Add(new Silent(await OpenAsync()));

        using (var tooMany = new Silent(await OpenAsync()))
            (await tooMany.IsClosedAsync(HandshakeWithin / 2)).ShouldBeTrue("one address holds so many and no more");

        foreach (var each in silent)
            (await each.IsClosedAsync(5 * HandshakeWithin)).ShouldBeTrue("who says nothing is cut off");
        await using var victim = await _broker.ConnectAsync(_victims, Victim);
        victim.IsConnected.ShouldBeTrue();
        _broker.Log.Says($"127.0.0.1 holds {ConnectionsMax} connections by TLS and gets no more").ShouldBeTrue();
        silent.ForEach(s => s.Dispose());
    }

    private async Task<TcpClient> OpenAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _broker.TlsPort);
        return client;
    }

    private static async Task PublishAsync(TestClient client, int count)
    {
        for (var i = 0; i < count; i++)
            await client.PublishAsync(Topics.Telemetry(Villain), $"{i}");
    }

    private static async Task OneTooManyAsync(TestClient client)
    {
        try
        {
            await client.PublishAsync(Topics.Telemetry(Villain), "too many");
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            // It is thrown out while it waits for the answer.
        }
        await client.IsDisconnectedAsync();
    }

    /// <summary>A connection on which nothing is sent.</summary>
    private sealed class Silent(TcpClient client) : IDisposable
    {
        public async Task<bool> IsClosedAsync(TimeSpan within)
        {
            using var bound = new CancellationTokenSource(within);
            try
            {
                return await client.GetStream().ReadAsync(new byte[1], bound.Token) == 0;
            }
            catch (IOException)
            {
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public void Dispose() => client.Dispose();
    }
}
