using System.Buffers;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace DrEvents.Backend.Mqtt;

/// <summary>
/// The backend's connection to the broker. One loop connects, subscribes, waits for the connection to end and begins again after a
/// jittered pause. The session outlives the connection, so that the broker keeps what arrives in between.
/// </summary>
public sealed partial class Broker(
    IOptions<MqttOptions> options,
    ShadowStandIn shadow,
    Inbox inbox,
    TimeProvider clock,
    ILogger<Broker> log
) : BackgroundService, IBroker
{
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(10);

    private readonly MqttOptions _options = options.Value;
    private readonly BrokerTls? _tls = ConnectOptions.TlsOf(options.Value, clock);
    private readonly SemaphoreSlim _inFlight = new(options.Value.PublishInFlight);
    private volatile LiveConnection? _live;

    /// <inheritdoc />
    public bool IsConnected => ConnectedAt is not null;

    /// <inheritdoc />
    public DateTimeOffset? ConnectedAt => _live is { Client.IsConnected: true } live ? live.Since : null;

    /// <inheritdoc />
    public string? Problem { get; private set; } = "not connected yet";

    /// <inheritdoc />
    public async Task<bool> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _inFlight.WaitAsync(cancellation);
        try
        {
            if (_live is not { Client.IsConnected: true } live)
                return false;
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            bounded.CancelAfter(AnswerLongest);
            var message = new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new ReadOnlySequence<byte>(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            };
            return (await live.Client.PublishAsync(message, bounded.Token)).IsSuccess;
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            LogPublishFailed(log, topic, e.Message);
            return false;
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = PauseFirst;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await ServeOneConnectionAsync(stoppingToken))
                    pause = PauseFirst;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Problem = (await FailedAttempt.ExplainAsync(e, _tls, _options.PortInForce, clock.GetUtcNow())).Words;
                LogNotConnected(log, _options.Host, _options.PortInForce, Problem);
            }
            if (stoppingToken.IsCancellationRequested)
                return;
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, stoppingToken);
            pause = pause * 2 < PauseLongest ? pause * 2 : PauseLongest;
        }
    }

    /// <summary>Connects and stays until the connection ends. True when there was a connection at all.</summary>
    private async Task<bool> ServeOneConnectionAsync(CancellationToken stopping)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        try
        {
            var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            client.DisconnectedAsync += e =>
            {
                ended.TrySetResult(ConnectFailure.Of(e).Words);
                return Task.CompletedTask;
            };
            client.ApplicationMessageReceivedAsync += e => ReceiveAsync(e, stopping);
            using (var bounded = CancellationTokenSource.CreateLinkedTokenSource(stopping))
            {
                bounded.CancelAfter(AnswerLongest);
                // A refused CONNACK does not throw.
                var connack = await client.ConnectAsync(ConnectOptions.From(_options, _tls), bounded.Token);
                if (connack.ResultCode != MqttClientConnectResultCode.Success)
                    throw new InvalidOperationException(ConnectFailure.Of(connack).Words);
                foreach (var filters in Topics.BackendFilters.Concat(shadow.Filters).Chunk(WireLimits.FiltersPerSubscribeMax))
                    await SubscribeAsync(client, filters, bounded.Token);
            }
            _live = new LiveConnection(client, clock.GetUtcNow());
            Problem = null;
            LogConnected(log, _options.Host, _options.PortInForce, _options.ClientId);
            using (stopping.Register(() => ended.TrySetResult("stopping")))
                Problem = await ended.Task;
            if (!stopping.IsCancellationRequested)
                LogNotConnected(log, _options.Host, _options.PortInForce, Problem);
            return true;
        }
        finally
        {
            _live = null;
            if (client.IsConnected)
                await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None);
            client.Dispose();
        }
    }

    private static async Task SubscribeAsync(IMqttClient client, IEnumerable<string> filters, CancellationToken cancellation)
    {
        var subscribe = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in filters)
            subscribe.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        var suback = await client.SubscribeAsync(subscribe.Build(), cancellation);
        if (suback.Items.FirstOrDefault(i => (int)i.ResultCode > 2) is { } refused)
            throw new InvalidOperationException($"subscription to {refused.TopicFilter.Topic} refused: {refused.ResultCode}");
    }

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs e, CancellationToken stopping)
    {
        e.AutoAcknowledge = false;
        var message = new InboundMessage(
            e.ApplicationMessage.Topic,
            // The buffer belongs to the client only as long as this call lasts.
            e.ApplicationMessage.Payload.ToArray(),
            clock.GetUtcNow(),
            () => AcknowledgeAsync(e)
        );
        await inbox.Writer.WriteAsync(message, stopping);
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs e)
    {
        try
        {
            await e.AcknowledgeAsync(CancellationToken.None);
        }
        catch (Exception x)
        {
            // The connection that brought the message is gone, which the client tells in many ways, a NullReferenceException among
            // them; the broker delivers the message again and it is recognised as a repeat.
            LogAcknowledgementLost(log, e.ApplicationMessage.Topic, x.Message);
        }
    }

    private sealed record LiveConnection(IMqttClient Client, DateTimeOffset Since);

    /// <inheritdoc />
    public override void Dispose()
    {
        _inFlight.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "Connected to the broker at {Host}:{Port} as {ClientId}")]
    private static partial void LogConnected(ILogger log, string host, int port, string clientId);

    [LoggerMessage(LogLevel.Warning, "No connection to the broker at {Host}:{Port}: {Problem}")]
    private static partial void LogNotConnected(ILogger log, string host, int port, string problem);

    [LoggerMessage(LogLevel.Debug, "The broker did not take a message for {Topic}: {Problem}")]
    private static partial void LogPublishFailed(ILogger log, string topic, string problem);

    [LoggerMessage(LogLevel.Debug, "A message of {Topic} could not be acknowledged: {Problem}")]
    private static partial void LogAcknowledgementLost(ILogger log, string topic, string problem);
}
