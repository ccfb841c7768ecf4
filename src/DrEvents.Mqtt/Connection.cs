using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DrEvents.Mqtt;

/// <summary>
/// One connection to the broker, from its beginning to its end. Each has a client object of its own, so nothing of a broken one leaks into
/// the next.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>So long nothing may be sent before a ping shows that the connection still stands.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private static readonly MqttClientFactory Factory = new();

    private readonly SessionSettings _settings;
    private readonly IMqttClient _client = Factory.CreateMqttClient();
    private readonly TaskCompletionSource<ConnectFailure> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wasOpen;

    /// <param name="settings">What it is like.</param>
    /// <param name="take">Gets the messages, one at a time, once they are let in.</param>
    public Connection(SessionSettings settings, Func<SessionMessage, Task> take)
    {
        _settings = settings;
        _client.DisconnectedAsync += e =>
        {
            End(ConnectFailure.Of(e));
            return Task.CompletedTask;
        };
        _client.ApplicationMessageReceivedAsync += async e =>
        {
            e.AutoAcknowledge = false;
            // Messages that waited at the broker come at once, before whoever takes them is ready.
            if (await _gate.Task)
                await take(new SessionMessage(e));
        };
    }

    /// <summary>Whether messages can be sent.</summary>
    public bool IsConnected => _client.IsConnected;

    /// <summary>Since when they can.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Completes with the reason when the connection is not to be used any more.</summary>
    public Task<ConnectFailure> Ended => _end.Task;

    /// <summary>Connects; gives the reason where the broker refuses.</summary>
    public async Task<ConnectFailure?> OpenAsync(LastWill? will, BrokerTls? tls, CancellationToken cancellation)
    {
        var connack = await _client.ConnectAsync(ClientOptions(will, tls), cancellation);
        // A refusal does not throw.
        _wasOpen = connack.ResultCode == MqttClientConnectResultCode.Success;
        return _wasOpen ? null : ConnectFailure.Of(connack);
    }

    /// <summary>Subscribes; gives the first filter that the broker refuses.</summary>
    public async Task<RefusedSubscription?> SubscribeAsync(Subscription subscription, CancellationToken cancellation)
    {
        foreach (var filters in subscription.Filters.Chunk(_settings.FiltersPerSubscribeMax))
        {
            var request = new MqttClientSubscribeOptionsBuilder();
            foreach (var filter in filters)
                request.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
            var suback = await _client.SubscribeAsync(request.Build(), cancellation);
            if (suback.Items.FirstOrDefault(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused)
                return new RefusedSubscription(refused.TopicFilter.Topic, refused.ResultCode.ToString());
        }
        return null;
    }

    /// <summary>Ends subscriptions, there or not.</summary>
    public async Task UnsubscribeAsync(IEnumerable<string> filters, CancellationToken cancellation)
    {
        foreach (var page in filters.Chunk(_settings.FiltersPerSubscribeMax))
        {
            var request = new MqttClientUnsubscribeOptionsBuilder();
            foreach (var filter in page)
                request.WithTopicFilter(filter);
            await _client.UnsubscribeAsync(request.Build(), cancellation);
        }
    }

    /// <summary>Lets messages in.</summary>
    public void LetIn() => _gate.TrySetResult(true);

    /// <inheritdoc cref="MqttSession.PublishAsync"/>
    public async Task<string?> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        bool retain,
        MessageTrace? trace,
        CancellationToken cancellation
    )
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
            UserProperties = trace is { } t
                ? [.. t.Properties().Select(p => new MqttUserProperty(p.Name, Encoding.UTF8.GetBytes(p.Value)))]
                : null,
        };
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(_settings.AnswerLongest);
        try
        {
            var puback = await _client.PublishAsync(message, bound.Token);
            return puback.IsSuccess ? null : $"refused by the broker: {puback.ReasonCode} {puback.ReasonString}".TrimEnd();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // A connection that does not answer is broken even where TCP has not noticed. One that has ended says why itself, and that may
            // be that another client has our id.
            if (bound.IsCancellationRequested)
                End(new ConnectFailure(ConnectFailureKind.NoAnswer, $"the broker does not answer any more ({e.Message})"));
            return e.Message;
        }
    }

    /// <summary>Says that the connection is not to be used any more; the first reason counts.</summary>
    public void End(ConnectFailure reason) => _end.TrySetResult(reason);

    /// <summary>Why it could not be made, or used.</summary>
    public async Task<ConnectFailure> ExplainAsync(Exception e, BrokerTls? tls, DateTimeOffset now, CancellationToken stopping)
    {
        LeaveOut();
        // Lost between CONNACK and the last subscription: the connection's own word comes a moment later.
        if (_wasOpen && e is MqttCommunicationException)
        {
            await Task.WhenAny(Ended, Task.Delay(_settings.AnswerLongest, stopping));
            if (Ended.IsCompleted)
                return await Ended;
        }
        return await FailedAttempt.ExplainAsync(e, tls, _settings.Broker.Port, now);
    }

    /// <summary>Ends it in order, so that the broker does not publish the will.</summary>
    public async Task SayGoodbyeAsync()
    {
        LeaveOut();
        if (!_client.IsConnected)
            return;
        using var bound = new CancellationTokenSource(_settings.AnswerLongest);
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), bound.Token);
        }
        catch (Exception)
        {
            // It broke while it was closed. Whether the broker heard the farewell changes nothing here.
        }
    }

    /// <summary>Drops it without a word.</summary>
    public void Dispose()
    {
        LeaveOut();
        _client.Dispose();
    }

    /// <summary>Leaves messages out that were not let in: the client waits for whoever takes a message before it ends.</summary>
    private void LeaveOut() => _gate.TrySetResult(false);

    private MqttClientOptions ClientOptions(LastWill? will, BrokerTls? tls)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(_settings.Broker.Host, _settings.Broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(_settings.ClientId)
            .WithCleanStart(_settings.Expiry == TimeSpan.Zero)
            .WithSessionExpiryInterval((uint)_settings.Expiry.TotalSeconds)
            .WithReceiveMaximum(_settings.ReceiveMaximum)
            .WithKeepAlivePeriod(KeepAlive)
            .WithTimeout(_settings.AnswerLongest);
        if (_settings.PacketBytesMax > 0)
            builder.WithMaximumPacketSize(_settings.PacketBytesMax);
        if (will is not null)
            builder
                .WithWillTopic(will.Topic)
                .WithWillPayload(will.Payload)
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithWillRetain();
        if (_settings.Broker.UserName is { } user)
            builder.WithCredentials(user, _settings.Broker.Password ?? "");
        tls?.Apply(builder);
        var options = builder.Build();
        return _settings.IsBusy ? options.WithRoom() : options;
    }
}
