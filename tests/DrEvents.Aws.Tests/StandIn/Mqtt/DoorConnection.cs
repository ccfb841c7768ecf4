using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Threading.Channels;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Aws.Tests.StandIn.Mqtt;

/// <summary>One client's connection through the door, judged packet by packet.</summary>
public sealed class DoorConnection(Gateway door, SslStream client, Stream broker, string? thing, IotPolicy policy, string thumbprint)
    : IDisposable
{
    private const byte NotAuthorized = 0x87;

    /// <summary>Most messages that AWS hands to one connection in a second.</summary>
    private const int DeliveriesPerSecondMax = 100;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _writingToBroker = new(1);
    private readonly HashSet<string> _filters = [];
    private readonly ConcurrentDictionary<ushort, bool> _unacknowledged = new();
    private readonly ConcurrentQueue<DateTimeOffset> _published = new();
    private readonly SlidingRate _rate = new();
    private readonly SlidingRate _deliveries = new();
    private readonly ConcurrentQueue<DateTimeOffset> _came = new();
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Messages to the client, in their order; and how many more may be under way to it.</summary>
    private readonly Channel<Packet> _messages = Channel.CreateUnbounded<Packet>();
    private readonly SemaphoreSlim _window = new(0);
    private int _toClient;

    /// <summary>The client's id; empty before it has said it.</summary>
    public string ClientId { get; private set; } = "";

    public string Thumbprint => thumbprint;

    /// <summary>The version of TLS that it speaks.</summary>
    public SslProtocols Version { get; } = client.SslProtocol;

    /// <summary>Most messages that it published in any second.</summary>
    public int BusiestSecond => SlidingRate.Busiest(_published);

    /// <summary>Most filters that it asked for in one packet.</summary>
    public int FiltersAtOnceMax { get; private set; }

    /// <summary>Most messages of its own that were unacknowledged at once.</summary>
    public int UnacknowledgedMax { get; private set; }

    /// <summary>Most messages that were under way to it without its acknowledgement.</summary>
    public int UnderWayMax { get; private set; }

    /// <summary>Most messages that it wants under way to it.</summary>
    public int ReceiveMaximum { get; private set; }

    /// <summary>How many messages it was given.</summary>
    public int Delivered { get; private set; }

    /// <summary>Messages to it that were discarded, because more came in a second than AWS hands to one connection.</summary>
    public int Discarded { get; private set; }

    /// <summary>Most messages that came to it in any second, what was discarded of them too.</summary>
    public int BusiestDeliveries => SlidingRate.Busiest(_came);

    /// <summary>How many subscriptions it has.</summary>
    public int Subscriptions => _filters.Count;

    private IotConnection Who => new(ClientId, thing);

    /// <summary>Carries packets until one side ends.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, _closing.Token);
        var (up, down, delivering) = (UpAsync(end.Token), DownAsync(end.Token), DeliverAsync(end.Token));
        await Task.WhenAny(up, down, delivering);
        await end.CancelAsync();
        await Task.WhenAll(up, down, delivering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends it.</summary>
    public void Close()
    {
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It had ended.
        }
    }

    public void Dispose()
    {
        _closing.Dispose();
        _window.Dispose();
        _writing.Dispose();
        _writingToBroker.Dispose();
    }

    private async Task UpAsync(CancellationToken cancellation)
    {
        while (await Packet.ReadAsync(client, cancellation) is { } packet)
        {
            if (await JudgeAsync(packet, cancellation) is { } problem)
            {
                door.Note(ClientId, problem);
                await SendAsync(Packet.Brief(PacketKind.Disconnect, NotAuthorized, 0), cancellation);
                return;
            }
        }
    }

    /// <summary>Passes a packet on, or answers it; says what is wrong with one that ends the connection.</summary>
    private async Task<string?> JudgeAsync(Packet packet, CancellationToken cancellation)
    {
        switch (packet.Kind)
        {
            case PacketKind.Connect when Connecting(ConnectPacket.Read(packet)) is { } problem:
                return problem;
            case PacketKind.Publish:
                var message = PublishPacket.Read(packet);
                if (Publishing(message) is { } wrong)
                    return wrong;
                if (door.Provision(message.Topic, message.Payload) is var (answerTopic, answer))
                {
                    await SendAsync(Packet.Brief(PacketKind.Puback, (byte)(message.Id >> 8), (byte)message.Id), cancellation);
                    if (policy.Allows("iot:Receive", $"topic/{answerTopic}", Who) && _filters.Contains(answerTopic))
                        await SendAsync(PublishPacket.AtMostOnce(answerTopic, answer), cancellation);
                    return null;
                }
                if (ShadowTopics.VenOf(message.Topic) is { } shadowOf)
                {
                    if (message.Qos == 1)
                        await SendAsync(Packet.Brief(PacketKind.Puback, (byte)(message.Id >> 8), (byte)message.Id), cancellation);
                    await door.OnShadowAsync(shadowOf, ShadowTopics.VerbOf(message.Topic), message.Payload);
                    return null;
                }
                if (message.Qos == 1 && _unacknowledged.TryAdd(message.Id, true))
                    UnacknowledgedMax = Math.Max(UnacknowledgedMax, _unacknowledged.Count);
                if (_unacknowledged.Count > WireLimits.InFlightMax)
                    return $"{_unacknowledged.Count} messages without acknowledgement";
                break;
            case PacketKind.Puback:
                Interlocked.Decrement(ref _toClient);
                _window.Release();
                break;
            case PacketKind.Subscribe:
                var subscribe = SubscribePacket.Read(packet);
                FiltersAtOnceMax = Math.Max(FiltersAtOnceMax, subscribe.Filters.Count);
                if (subscribe.Filters.Count > WireLimits.FiltersPerSubscribeMax)
                    return $"{subscribe.Filters.Count} filters in one SUBSCRIBE";
                if (subscribe.Filters.FirstOrDefault(f => !MaySubscribe(f)) is { } refused)
                {
                    door.Note(ClientId, $"may not subscribe to {refused}");
                    byte[] codes = [.. subscribe.Filters.Select(_ => NotAuthorized)];
                    await SendAsync(
                        Packet.Brief(PacketKind.Suback, [(byte)(subscribe.Id >> 8), (byte)subscribe.Id, 0, .. codes]),
                        cancellation
                    );
                    return null;
                }
                _filters.UnionWith(subscribe.Filters);
                if (_filters.Count > WireLimits.SubscriptionsMax)
                    return $"{_filters.Count} subscriptions";
                break;
        }
        await SendToBrokerAsync(packet.Bytes, cancellation);
        return null;
    }

    private string? Connecting(ConnectPacket connect)
    {
        (ClientId, ReceiveMaximum) = (connect.ClientId, connect.ReceiveMaximum);
        _window.Release(Math.Min(ReceiveMaximum, WireLimits.InFlightMax));
        if (connect.ProtocolLevel != 5)
            return $"protocol level {connect.ProtocolLevel}";
        if (!policy.Allows("iot:Connect", $"client/{ClientId}", Who))
            return "may not connect";
        if (connect.WillTopic is not { } will)
            return null;
        return MayPublish(will, connect.IsWillRetained) ? null : $"may not leave a will on {will}";
    }

    private string? Publishing(PublishPacket message)
    {
        _published.Enqueue(TimeProvider.System.GetUtcNow());
        if (message.Qos > 1)
            return "QoS 2";
        if (WireLimits.ProblemOf(message.Topic, message.Payload.Length) is { } problem)
            return problem;
        if (!_rate.TryTake(TimeProvider.System.GetUtcNow(), WireLimits.PublishesPerSecondMax))
            return $"more than {WireLimits.PublishesPerSecondMax} messages in a second";
        return MayPublish(message.Topic, message.IsRetained) ? null : $"may not publish to {message.Topic}";
    }

    private bool MayPublish(string topic, bool isRetained) =>
        policy.Allows("iot:Publish", $"topic/{topic}", Who) && (!isRetained || policy.Allows("iot:RetainPublish", $"topic/{topic}", Who));

    private bool MaySubscribe(string filter) => policy.Allows("iot:Subscribe", $"topicfilter/{filter}", Who);

    private async Task DownAsync(CancellationToken cancellation)
    {
        while (await Packet.ReadAsync(broker, cancellation) is { } packet)
        {
            if (packet.Kind == PacketKind.Puback)
                _unacknowledged.TryRemove(packet.Body().Word(), out _);
            if (packet.Kind != PacketKind.Publish)
                await SendAsync(packet.Bytes, cancellation);
            else if (await IsForClientAsync(PublishPacket.Read(packet), cancellation))
                await HandOverAsync(packet, cancellation);
        }
    }

    /// <summary>AWS hands a hundred messages a second to a connection, and discards what is above.</summary>
    private async Task HandOverAsync(Packet packet, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        _came.Enqueue(now);
        if (_deliveries.TryTake(now, DeliveriesPerSecondMax))
        {
            Delivered++;
            _messages.Writer.TryWrite(packet);
        }
        else
        {
            Discarded++;
            await TakeFromBrokerAsync(PublishPacket.Read(packet), cancellation);
        }
    }

    /// <summary>
    /// Hands messages over, never more at once than the client takes and AWS has under way. Mosquitto (2.0.11) keeps a receive maximum only until the
    /// first acknowledgement.
    /// </summary>
    private async Task DeliverAsync(CancellationToken cancellation)
    {
        await foreach (var packet in _messages.Reader.ReadAllAsync(cancellation))
        {
            if (packet.Qos == 1)
            {
                await _window.WaitAsync(cancellation);
                UnderWayMax = Math.Max(UnderWayMax, Interlocked.Increment(ref _toClient));
            }
            await SendAsync(packet.Bytes, cancellation);
        }
    }

    /// <summary>AWS hands no message to a client whose policy lacks <c>iot:Receive</c>, and no retained one that a wildcard asks for.</summary>
    private async Task<bool> IsForClientAsync(PublishPacket message, CancellationToken cancellation)
    {
        var isFor =
            policy.Allows("iot:Receive", $"topic/{message.Topic}", Who) && (!message.IsRetained || _filters.Contains(message.Topic));
        if (!isFor)
            await TakeFromBrokerAsync(message, cancellation);
        return isFor;
    }

    /// <summary>Acknowledges to the broker what the client is not given.</summary>
    private async Task TakeFromBrokerAsync(PublishPacket message, CancellationToken cancellation)
    {
        if (message.Qos == 1)
            await SendToBrokerAsync(Packet.Brief(PacketKind.Puback, (byte)(message.Id >> 8), (byte)message.Id), cancellation);
    }

    private Task SendAsync(byte[] packet, CancellationToken cancellation) => WriteAsync(client, _writing, packet, cancellation);

    private Task SendToBrokerAsync(byte[] packet, CancellationToken cancellation) =>
        WriteAsync(broker, _writingToBroker, packet, cancellation);

    private static async Task WriteAsync(Stream stream, SemaphoreSlim turn, byte[] packet, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(packet, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }
}
