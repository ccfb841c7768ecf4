using System.Buffers;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;

namespace DrEvents.Ven.Mqtt;

/// <summary>What the connection tells the VEN.</summary>
internal interface IConnectionListener
{
    /// <summary>The connection stands and commands are subscribed.</summary>
    Task OnConnectedAsync(CancellationToken cancellation);

    /// <summary>The connection is gone, or an attempt failed.</summary>
    void OnDisconnected(string reason);

    /// <summary>A command arrived. It is acknowledged to the broker when this returns; when this throws, the broker sends it again.</summary>
    Task OnCommandAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation);

    /// <summary>The device shadow answered, or asks for something.</summary>
    Task OnShadowAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}

/// <summary>Keeps one VEN connected to its broker: connect, wait until it breaks, wait a little, connect again.</summary>
/// <remarks>
/// Every connection has a client object of its own, so nothing of a broken one leaks into the next; and reconnecting is this loop's
/// business alone, never that of a handler of the client, which can deadlock.
/// </remarks>
internal sealed partial class BrokerConnection(
    string venId,
    BrokerAddress broker,
    IReadOnlyList<string> shadowFilters,
    IConnectionListener listener,
    TimeProvider clock,
    ILogger logger,
    INetwork? network = null
)
{
    /// <summary>Longer than any broker in reach takes; a message that took longer has not been sent.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private const int ShadowTroublesMax = 3;

    private static readonly MqttClientFactory Factory = new();

    private readonly BrokerTls? _tls = ConnectOptions.TlsOf(broker, clock);
    private readonly PublishPace _pace = new(clock);
    private int _shadowTroubles;
    private volatile LiveConnection? _live;
    private volatile bool _isLeaving;

    /// <summary>Whether messages can be sent.</summary>
    public bool IsConnected => _live is { Client.IsConnected: true };

    /// <summary>Stays connected until cancelled, or until <see cref="DisconnectAsync"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var backoff = new Backoff();
        while (!cancellation.IsCancellationRequested && !_isLeaving)
        {
            var (failure, lasted) = await ConnectAndStayAsync(cancellation);
            if (cancellation.IsCancellationRequested || _isLeaving)
                return;
            var isTakenOver = failure.Kind == ConnectFailureKind.TakenOver;
            backoff = backoff.Next(lasted, isTakenOver);
#pragma warning disable CA5394 // Spreads load; nothing secret hangs on it.
            var wait = backoff.Wait(isTakenOver, Random.Shared.NextDouble());
#pragma warning restore CA5394
            LogFailed(broker.Host, broker.Port, failure.Words, Math.Round(wait.TotalSeconds, 1));
            listener.OnDisconnected(failure.Words);
            await Task.Delay(wait, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends at least once, and says whether the broker took it. It does not throw for a broken connection.</summary>
    public async Task<bool> PublishAsync(string topic, byte[] payload, bool retain = false, CancellationToken cancellation = default)
    {
        if (_live is not { Client.IsConnected: true } live)
            return false;
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag(retain)
            .Build();
        if (_pace.Take() is var early && early > TimeSpan.Zero)
            await Task.Delay(early, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (network is not null)
            await network.CarryAsync(topic, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(RequestTimeout);
        try
        {
            var result = await live.Client.PublishAsync(message, timeout.Token);
            if (!result.IsSuccess)
                LogRefused(topic, result.ReasonCode, result.ReasonString);
            return result.IsSuccess;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotSent(topic, e.Message);
            // A connection that does not answer is broken even where TCP has not noticed: leave it, the loop makes a new one. One that has
            // ended says why itself, and that may be that another client has our id.
            if (timeout.IsCancellationRequested)
                live.Gone.TrySetResult(
                    new ConnectFailure(ConnectFailureKind.NoAnswer, $"the broker does not answer any more ({e.Message})")
                );
            return false;
        }
    }

    /// <summary>Says goodbye in order, so that the broker does not publish the will.</summary>
    public async Task DisconnectAsync()
    {
        _isLeaving = true;
        if (_live is not { Client.IsConnected: true } live)
            return;
        using var timeout = new CancellationTokenSource(RequestTimeout);
        try
        {
            await live.Client.DisconnectAsync(new MqttClientDisconnectOptions(), timeout.Token);
        }
        catch (Exception e)
        {
            // The connection broke while it was closed; the broker will publish the will instead.
            LogNotSent("goodbye", e.Message);
        }
    }

    /// <summary>Drops the connection without a word, as a loss of power does.</summary>
    public void Drop() => _live?.Client.Dispose();

    /// <summary>One connection from its beginning to its end: why it ended, and how long it stood.</summary>
    private async Task<(ConnectFailure Failure, TimeSpan Lasted)> ConnectAndStayAsync(CancellationToken cancellation)
    {
        long? connectedAt = null;
        ConnectFailure failure;
        try
        {
            failure = await StayAsync(() => connectedAt = clock.GetTimestamp(), cancellation);
        }
        catch (Exception e)
        {
            // Whatever went wrong on the way to the broker, the answer is the same: try again later.
            failure = cancellation.IsCancellationRequested
                ? new ConnectFailure(ConnectFailureKind.Other, "the VEN ends")
                : await FailedAttempt.ExplainAsync(e, _tls, broker.Port, clock.GetUtcNow());
        }
        return (failure, connectedAt is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero);
    }

    private async Task<ConnectFailure> StayAsync(Action connected, CancellationToken cancellation)
    {
        var broken = network is null ? CancellationToken.None : await network.UpAsync(cancellation);
        using var client = Factory.CreateMqttClient();
        var live = new LiveConnection(client);
        using var breaking = broken.UnsafeRegister(
            _ => live.Gone.TrySetResult(new ConnectFailure(ConnectFailureKind.Unreachable, "the network broke")),
            null
        );
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += e =>
        {
            live.Gone.TrySetResult(ConnectFailure.Of(e));
            return Task.CompletedTask;
        };
        client.ApplicationMessageReceivedAsync += async e =>
        {
            e.AutoAcknowledge = false;
            // Commands that waited at the broker come at once, before their answers could be sent.
            await isReady.Task.WaitAsync(cancellation);
            var payload = e.ApplicationMessage.Payload.ToArray();
            if (e.ApplicationMessage.Topic == Topics.Command(venId))
                await listener.OnCommandAsync(payload, cancellation);
            else
                await listener.OnShadowAsync(e.ApplicationMessage.Topic, payload, cancellation);
            await e.AcknowledgeAsync(cancellation);
        };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(RequestTimeout);

        var result = await client.ConnectAsync(ConnectOptions.Of(venId, broker, _tls), timeout.Token);
        // A refusal does not throw.
        if (result.ResultCode != MqttClientConnectResultCode.Success)
            return ConnectFailure.Of(result);
        if (await SubscribeAsync(client, [Topics.Command(venId)], timeout.Token) is { } refused)
            throw new InvalidOperationException($"the broker refused the subscription to commands: {refused}");
        await SubscribeToShadowAsync(client, timeout.Token);
        connected();
        _live = live;
        try
        {
            LogConnected(broker.Host, broker.Port);
            await listener.OnConnectedAsync(cancellation);
            isReady.SetResult();
            return await live.Gone.Task.WaitAsync(cancellation);
        }
        finally
        {
            _live = null;
        }
    }

    /// <summary>
    /// A broker without shadow grants these or refuses them; one that breaks the connection over them, as AWS IoT Core does where the
    /// client's policy lacks them, is not asked for ever.
    /// </summary>
    private async Task SubscribeToShadowAsync(IMqttClient client, CancellationToken cancellation)
    {
        if (shadowFilters.Count == 0 || _shadowTroubles == ShadowTroublesMax)
            return;
        _shadowTroubles++;
        if (await SubscribeAsync(client, shadowFilters, cancellation) is { } refused)
            LogNoShadow(refused);
        else
            _shadowTroubles = 0;
    }

    /// <summary>Subscribes at QoS 1; gives the reason where the broker refuses.</summary>
    private static async Task<string?> SubscribeAsync(IMqttClient client, IReadOnlyList<string> filters, CancellationToken cancellation)
    {
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in filters)
            options.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        var result = await client.SubscribeAsync(options.Build(), cancellation);
        return result.Items.FirstOrDefault(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2)?.ResultCode.ToString();
    }

    private sealed record LiveConnection(IMqttClient Client)
    {
        /// <summary>Completes with the reason when the connection is not to be used any more.</summary>
        public TaskCompletionSource<ConnectFailure> Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Host}:{Port}")]
    private partial void LogConnected(string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to {Host}:{Port}: {Reason}. Next attempt in {Seconds} s")]
    private partial void LogFailed(string host, int port, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker keeps no device shadow for this VEN: {Reason}")]
    private partial void LogNoShadow(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} was not sent: {Reason}")]
    private partial void LogNotSent(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} was refused by the broker: {Code} {Reason}")]
    private partial void LogRefused(string topic, MqttClientPublishReasonCode code, string? reason);
}
