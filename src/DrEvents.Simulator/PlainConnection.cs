using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Mqtt;

namespace DrEvents.Simulator;

/// <summary>
/// A VEN's connection that says nothing by itself: no birth, no will, no loads. What comes is taken one message at a time; what cannot be
/// sent is the caller's to send again. The broker keeps nothing for it while it is away.
/// </summary>
internal sealed partial class PlainConnection(
    string venId,
    BrokerAddress broker,
    IReadOnlyList<string> filters,
    TimeProvider clock,
    ILogger logger
) : ISessionListener
{
    private static readonly PauseBounds Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    private readonly PublishPace _pace = new(clock);
    private readonly MqttSession _session = new(
        new SessionSettings(broker, venId)
        {
            Subscriptions = [new(filters)],
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            ReceiveMaximum = WireLimits.InFlightMax,
            Pauses = Pauses,
            IsBusy = true,
        },
        clock
    );
    private long? _connectedAt;
    private PushedOff _pushedOff;

    /// <summary>Gets each message that comes; nothing comes without filters.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, Task> Take { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Told when another client with the VEN's id has ended the connection.</summary>
    public Action TakenOver { get; init; } = () => { };

    /// <summary>What lies between it and the broker; null is what really does.</summary>
    public INetwork? Network { get; init; }

    /// <summary>Whether messages can be sent.</summary>
    public bool IsConnected => _session.IsConnected;

    /// <summary>Stays connected until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => _session.RunAsync(this, cancellation);

    /// <summary>Sends at least once, as fast as one connection may, and says whether the broker took it.</summary>
    public async Task<bool> PublishAsync(string topic, byte[] payload, CancellationToken cancellation) =>
        await PublishAsync([(topic, payload)], cancellation) == 1;

    /// <summary>Sends messages side by side, at most <see cref="PublishPace.UsualBurst"/>, and says how many from the first on the broker took.</summary>
    public async Task<int> PublishAsync(IReadOnlyList<(string Topic, byte[] Payload)> messages, CancellationToken cancellation)
    {
        if (!IsConnected)
            return 0;
        if (_pace.Take(messages.Count) is { Ticks: > 0 } early)
            await Task.Delay(early, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var sent = await Task.WhenAll(messages.Select(m => SendAsync(m.Topic, m.Payload, cancellation)));
        return sent.TakeWhile(isTaken => isTaken).Count();
    }

    async Task<Attempt> ISessionListener.OnConnectingAsync(CancellationToken cancellation) =>
        new(Broken: Network is null ? CancellationToken.None : await Network.UpAsync(cancellation));

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        _connectedAt = clock.GetTimestamp();
        return Task.CompletedTask;
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        LogFailed(broker.Host, broker.Port, failure.Words, Math.Round(pause.TotalSeconds, 1));
        TimeSpan? lasted = _connectedAt is { } since ? clock.GetElapsedTime(since) : null;
        _pushedOff = _pushedOff.Next(lasted, failure.Kind, out var isPushedOff);
        _connectedAt = null;
        if (isPushedOff)
            TakenOver();
    }

    async Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        await Take(message.Payload, cancellation);
        await message.AcknowledgeAsync();
    }

    private async Task<bool> SendAsync(string topic, byte[] payload, CancellationToken cancellation)
    {
        if (Network is not null)
            await Network.CarryAsync(topic, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellation.IsCancellationRequested && await _session.PublishAsync(topic, payload, cancellation: cancellation) is null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to {Host}:{Port}: {Reason}. Next attempt in {Seconds} s")]
    private partial void LogFailed(string host, int port, string reason, double seconds);
}
