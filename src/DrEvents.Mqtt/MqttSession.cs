namespace DrEvents.Mqtt;

/// <summary>
/// A session at the broker and the connections that serve it, one after the other. One loop connects, subscribes, waits for the connection
/// to end and begins again after a jittered pause; nothing reconnects from within a handler of the client, which can deadlock. The session
/// outlives its connections where it has an expiry: the broker keeps what arrives in between.
/// </summary>
/// <param name="settings">Who it is and what it listens to.</param>
/// <param name="clock">For the pauses, and to judge certificates.</param>
/// <exception cref="InvalidDataException">A certificate or key cannot be used; the message names the configuration key.</exception>
public sealed class MqttSession(SessionSettings settings, TimeProvider clock)
{
    private const int TroublesMax = 3;

    private static readonly ConnectFailure Stopped = new(ConnectFailureKind.Other, "stopping");

    private static readonly ConnectFailure NewCertificate = new(ConnectFailureKind.Other, "there is a new certificate to connect by");

    private volatile BrokerTls? _tls = BrokerTls.Of(settings.Broker, clock);
    private readonly int[] _troubles = new int[settings.Subscriptions.Count];
    private volatile Connection? _live;
    private volatile bool _isDropped;

    /// <summary>Whether messages can be sent.</summary>
    public bool IsConnected => ConnectedAt is not null;

    /// <summary>Since when there is a connection that is subscribed; null while there is none.</summary>
    public DateTimeOffset? ConnectedAt => _live is { IsConnected: true } live ? live.Since : null;

    /// <summary>Stays connected until it is told to stop, and says goodbye then.</summary>
    public async Task RunAsync(ISessionListener listener, CancellationToken stopping)
    {
        var pause = new ReconnectPause();
        while (!stopping.IsCancellationRequested)
        {
            var (failure, stood) = await ServeOneConnectionAsync(listener, stopping);
            if (stopping.IsCancellationRequested || _isDropped)
                return;
            var isTakenOver = failure.Kind == ConnectFailureKind.TakenOver;
            pause = pause.Next(stood ?? TimeSpan.Zero, isTakenOver);
#pragma warning disable CA5394 // Spreads load; nothing secret hangs on it.
            var wait = pause.Wait(settings.Pauses, isTakenOver, Random.Shared.NextDouble());
#pragma warning restore CA5394
            listener.OnDisconnected(failure, stood is not null, wait);
            await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Publishes at QoS 1. Returns null when the broker has taken the message, else why not; a message that was not answered in time it may
    /// have all the same. Throws only when it is cancelled.
    /// </summary>
    public async Task<string?> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        bool retain = false,
        MessageTrace? trace = null,
        CancellationToken cancellation = default
    ) => _live is { IsConnected: true } live ? await live.PublishAsync(topic, payload, retain, trace, cancellation) : "not connected";

    /// <summary>Reads the files of certificates again, and connects anew by what is in them now.</summary>
    /// <exception cref="InvalidDataException">A certificate or key cannot be used; the connection stays as it is.</exception>
    public void TakeNewCertificate()
    {
        _tls = BrokerTls.Of(settings.Broker, clock);
        _live?.End(NewCertificate);
    }

    /// <summary>Drops the connection without a word, as a loss of power does, and makes no other.</summary>
    public void Drop()
    {
        _isDropped = true;
        if (_live is not { } live)
            return;
        live.End(Stopped);
        live.Dispose();
    }

    /// <summary>One connection from its beginning to its end: why it ended, and how long it stood; null when it never did.</summary>
    private async Task<(ConnectFailure Failure, TimeSpan? Stood)> ServeOneConnectionAsync(
        ISessionListener listener,
        CancellationToken stopping
    )
    {
        using var connection = new Connection(settings, message => listener.OnMessageAsync(message, stopping));
        long? since = null;
        ConnectFailure failure;
        try
        {
            var attempt = await listener.OnConnectingAsync(stopping);
            using var breaking = attempt.Broken.UnsafeRegister(
                _ => connection.End(new ConnectFailure(ConnectFailureKind.Unreachable, "the network broke")),
                null
            );
            if (await OpenAsync(connection, attempt.Will, listener, stopping) is { } refusal)
                return (refusal, null);
            since = clock.GetTimestamp();
            connection.Since = clock.GetUtcNow();
            _live = connection;
            await listener.OnConnectedAsync(stopping);
            connection.LetIn();
            failure = await connection.Ended.WaitAsync(stopping);
        }
        catch (Exception e)
        {
            // Whatever went wrong on the way to the broker, the answer is the same: try again later.
            failure = stopping.IsCancellationRequested ? Stopped : await connection.ExplainAsync(e, _tls, clock.GetUtcNow(), stopping);
        }
        finally
        {
            _live = null;
        }
        if ((stopping.IsCancellationRequested && !_isDropped) || failure == NewCertificate)
            await connection.SayGoodbyeAsync();
        return (failure, since is { } start ? clock.GetElapsedTime(start) : null);
    }

    /// <summary>Connects and subscribes; gives the reason where the broker refuses.</summary>
    private async Task<ConnectFailure?> OpenAsync(
        Connection connection,
        LastWill? will,
        ISessionListener listener,
        CancellationToken stopping
    )
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        bound.CancelAfter(settings.AnswerLongest);
        if (await connection.OpenAsync(will, _tls, bound.Token) is { } refusal)
            return refusal;
        await connection.UnsubscribeAsync(settings.Unwanted, bound.Token);
        for (var i = 0; i < settings.Subscriptions.Count; i++)
        {
            var subscription = settings.Subscriptions[i];
            if (_troubles[i] == TroublesMax)
                continue;
            if (subscription.IsOptional)
                _troubles[i]++;
            var refused = await connection.SubscribeAsync(subscription, bound.Token);
            if (refused is null)
                _troubles[i] = 0;
            else if (subscription.IsOptional)
                listener.OnRefused(refused);
            else
                return refused;
        }
        return null;
    }
}
