using System.Buffers;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Backend.Mqtt;

/// <summary>
/// A session at the broker and the connections that serve it, one after the other. One loop connects, subscribes, waits for the
/// connection to end and begins again after a jittered pause. The session outlives the connection, so that the broker keeps what arrives
/// in between.
/// </summary>
public sealed partial class BrokerSession(SessionPlan plan, MqttOptions options, Inbox inbox, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(10);

    private readonly BrokerTls? _tls = ConnectOptions.TlsOf(options, clock);
    private volatile LiveConnection? _live;

    /// <summary>The connection that serves the session now; null while there is none.</summary>
    internal LiveConnection? Live => _live is { Client.IsConnected: true } live ? live : null;

    /// <summary>What went wrong at the last attempt to connect; null when nothing did.</summary>
    public string? Problem { get; private set; } = "not connected yet";

    /// <summary>Keeps the session connected until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var pause = PauseFirst;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await ServeOneConnectionAsync(stopping))
                    pause = PauseFirst;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                Problem = (await FailedAttempt.ExplainAsync(e, _tls, options.PortInForce, clock.GetUtcNow())).Words;
                LogNotConnected(log, options.Host, options.PortInForce, plan.ClientId, Problem);
            }
            if (stopping.IsCancellationRequested)
                return;
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, stopping);
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
                var connack = await client.ConnectAsync(ConnectOptions.From(options, plan, _tls), bounded.Token);
                if (connack.ResultCode != MqttClientConnectResultCode.Success)
                    throw new InvalidOperationException(ConnectFailure.Of(connack).Words);
                foreach (var filters in plan.Filters.Chunk(WireLimits.FiltersPerSubscribeMax))
                    await SubscribeAsync(client, filters, bounded.Token);
            }
            _live = new LiveConnection(client, clock.GetUtcNow());
            Problem = null;
            LogConnected(log, options.Host, options.PortInForce, plan.ClientId);
            using (stopping.Register(() => ended.TrySetResult("stopping")))
                Problem = await ended.Task;
            if (!stopping.IsCancellationRequested)
                LogNotConnected(log, options.Host, options.PortInForce, plan.ClientId, Problem);
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
        await inbox.PutAsync(message, stopping);
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

    [LoggerMessage(LogLevel.Information, "Connected to the broker at {Host}:{Port} as {ClientId}")]
    private static partial void LogConnected(ILogger log, string host, int port, string clientId);

    [LoggerMessage(LogLevel.Warning, "No connection to the broker at {Host}:{Port} as {ClientId}: {Problem}")]
    private static partial void LogNotConnected(ILogger log, string host, int port, string clientId, string problem);

    [LoggerMessage(LogLevel.Debug, "A message of {Topic} could not be acknowledged: {Problem}")]
    private static partial void LogAcknowledgementLost(ILogger log, string topic, string problem);
}

/// <summary>A connection, and since when there is one.</summary>
internal sealed record LiveConnection(IMqttClient Client, DateTimeOffset Since);
