using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;

namespace DrEvents.Ven.Mqtt;

/// <summary>What the connection tells the VEN.</summary>
internal interface IConnectionListener
{
    /// <summary>A connection is about to be made. Returns what its will says on the status topic.</summary>
    byte[] NextWill();

    /// <summary>The connection stands and commands are subscribed.</summary>
    Task OnConnectedAsync(CancellationToken cancellation);

    /// <summary>The connection is gone, or an attempt failed.</summary>
    void OnDisconnected(ConnectFailure failure);

    /// <summary>A command arrived. It is acknowledged to the broker when this returns; when this throws, the broker sends it again.</summary>
    Task OnCommandAsync(ReadOnlyMemory<byte> payload, MessageTrace? trace, CancellationToken cancellation);

    /// <summary>Somebody, mostly this VEN itself, said something on the status topic.</summary>
    void OnStatus(ReadOnlyMemory<byte> payload, bool isRetained);

    /// <summary>A receipt arrived.</summary>
    void OnReceipt(ReadOnlyMemory<byte> payload);

    /// <summary>The device shadow answered, or asks for something.</summary>
    Task OnShadowAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}

/// <summary>Keeps one VEN connected to its broker, at AWS IoT Core's pace: it takes one connection a second of one client id.</summary>
internal sealed partial class BrokerConnection(
    string venId,
    BrokerAddress broker,
    IReadOnlyList<string> shadowFilters,
    bool takesReceipts,
    IConnectionListener listener,
    TimeProvider clock,
    ILogger logger,
    INetwork? network = null
) : ISessionListener
{
    /// <summary>How long the broker keeps commands for a VEN that is away. A shed that is older has expired or is repeated.</summary>
    private static readonly TimeSpan SessionExpiry = TimeSpan.FromHours(1);

    private static readonly PauseBounds Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60))
    {
        AfterTakeover = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15)),
    };

    private readonly string _commandTopic = Topics.Command(venId);
    private readonly string _statusTopic = Topics.Status(venId);
    private readonly string _receiptTopic = Topics.Receipt(venId);
    private readonly bool _takesReceipts = takesReceipts;
    private readonly PublishPace _pace = new(clock);
    private readonly MqttSession _session = new(
        new SessionSettings(broker, venId)
        {
            Subscriptions =
            [
                new([Topics.Command(venId)]),
                new([Topics.Status(venId)], IsOptional: true),
                new(shadowFilters, IsOptional: true),
                new(takesReceipts ? [Topics.Receipt(venId)] : [], IsOptional: true),
            ],
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Expiry = SessionExpiry,
            ReceiveMaximum = WireLimits.InFlightMax,
            Pauses = Pauses,
        },
        clock
    );
    private volatile bool _isRefusedReceipts;

    /// <summary>Whether messages can be sent.</summary>
    public bool IsConnected => _session.IsConnected;

    /// <summary>Whether receipts get here: the VEN takes them, and its broker did not refuse.</summary>
    public bool HearsReceipts => _takesReceipts && !_isRefusedReceipts;

    /// <summary>Stays connected until cancelled, and says goodbye then, so that the broker does not publish the will.</summary>
    public Task RunAsync(CancellationToken cancellation) => _session.RunAsync(this, cancellation);

    /// <summary>Sends at least once, and says whether the broker took it. It does not throw for a broken connection.</summary>
    public async Task<bool> PublishAsync(
        string topic,
        byte[] payload,
        bool retain = false,
        MessageTrace? trace = null,
        CancellationToken cancellation = default
    )
    {
        if (!IsConnected)
            return false;
        if (_pace.Take() is var early && early > TimeSpan.Zero)
            await Task.Delay(early, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (network is not null)
            await network.CarryAsync(topic, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await _session.PublishAsync(topic, payload, retain, trace, cancellation) is not { } problem)
            return true;
        LogNotSent(topic, problem);
        return false;
    }

    /// <summary>Drops the connection without a word, as a loss of power does.</summary>
    public void Drop() => _session.Drop();

    /// <summary>Connects anew, by the certificate that its file holds now.</summary>
    public void TakeNewCertificate() => _session.TakeNewCertificate();

    async Task<Attempt> ISessionListener.OnConnectingAsync(CancellationToken cancellation)
    {
        var broken = network is null ? CancellationToken.None : await network.UpAsync(cancellation);
        _isRefusedReceipts = false;
        return new(new LastWill(_statusTopic, listener.NextWill()), broken);
    }

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        LogConnected(broker.Host, broker.Port);
        return listener.OnConnectedAsync(cancellation);
    }

    void ISessionListener.OnRefused(RefusedSubscription refusal)
    {
        if (refusal.Filter == _statusTopic)
            LogNoStatus(refusal.Code);
        else if (refusal.Filter == _receiptTopic)
        {
            _isRefusedReceipts = true;
            LogNoReceipts(refusal.Code);
        }
        else
            LogNoShadow(refusal.Code);
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        LogFailed(broker.Host, broker.Port, failure.Words, Math.Round(pause.TotalSeconds, 1));
        listener.OnDisconnected(failure);
    }

    async Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        if (message.Topic == _commandTopic)
            await listener.OnCommandAsync(message.Payload, message.Trace, cancellation);
        else if (message.Topic == _statusTopic)
            listener.OnStatus(message.Payload, message.IsRetained);
        else if (message.Topic == _receiptTopic)
            listener.OnReceipt(message.Payload);
        else
            await listener.OnShadowAsync(message.Topic, message.Payload, cancellation);
        await message.AcknowledgeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Host}:{Port}")]
    private partial void LogConnected(string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to {Host}:{Port}: {Reason}. Next attempt in {Seconds} s")]
    private partial void LogFailed(string host, int port, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker keeps no device shadow for this VEN: {Reason}")]
    private partial void LogNoShadow(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker does not show this VEN its own status: {Reason}")]
    private partial void LogNoStatus(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker does not let this VEN hear its receipts: {Reason}")]
    private partial void LogNoReceipts(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} was not sent: {Reason}")]
    private partial void LogNotSent(string topic, string reason);
}
