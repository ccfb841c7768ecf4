using System.Collections.Concurrent;
using System.Text;
using DrEvents.Mqtt;

namespace DrEvents.Ven.Devices.LocalMqtt;

/// <summary>
/// The home's own MQTT broker: one connection that all devices of a home share, which begins with the first of them and ends with the last. Of
/// each topic the newest message is kept and no more.
/// </summary>
internal sealed class LocalBroker(BrokerAddress address) : ISessionListener, IAsyncDisposable
{
    private const int FiltersPerSubscribeMax = 8;
    private const int PayloadMax = 65_536;

    /// <summary>Room for the greatest payload, a long topic and properties; the broker leaves out what is longer.</summary>
    private const uint PacketBytesMax = 98_304;

    private static readonly TimeSpan EndLongest = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, LocalTopic> _topics = new(StringComparer.Ordinal);
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _stopping;
    private MqttSession? _session;
    private Task _running = Task.CompletedTask;
    private TimeProvider? _clock;
    private volatile string _failure = "not connected yet";
    private int _users;
    private int _connections;

    /// <summary>How many connections there were: who says something once says it again when there is another.</summary>
    public int Connections => Volatile.Read(ref _connections);

    private TimeProvider Clock => _clock ?? throw new InvalidOperationException("Who uses the connection has to join it first.");

    /// <summary>Listens to a topic, without wildcards; to be called before the connection is used.</summary>
    public LocalTopic Listen(string topic) => _topics.GetOrAdd(topic, static t => new LocalTopic(t));

    /// <summary>One more uses the connection.</summary>
    public void Join(TimeProvider clock)
    {
        lock (_gate)
            (_clock, _users) = (clock, _users + 1);
    }

    /// <summary>Waits until there is a connection; the first who asks lets it begin.</summary>
    /// <exception cref="OperationCanceledException">There is none in time.</exception>
    public async Task ConnectedAsync(CancellationToken cancellation)
    {
        Task connected;
        lock (_gate)
        {
            if (_session is null)
                Begin();
            connected = _connected.Task;
        }
        try
        {
            await connected.WaitAsync(cancellation);
        }
        catch (OperationCanceledException e)
        {
            throw new DeviceException(DeviceState.Unreachable, $"no connection to the home's broker {address}: {_failure}", e);
        }
    }

    /// <summary>Says something, once the broker has taken it.</summary>
    /// <exception cref="DeviceException">The broker did not take it.</exception>
    public async Task PublishAsync(string topic, string payload, CancellationToken cancellation, bool retain = false)
    {
        await ConnectedAsync(cancellation);
        if (await _session!.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), retain, cancellation: cancellation) is { } problem)
            throw new DeviceException(DeviceState.Unreachable, $"the home's broker {address} did not take {topic}: {problem}");
    }

    /// <summary>One less uses the connection; the last ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        CancellationTokenSource? stopping;
        lock (_gate)
        {
            if (--_users > 0)
                return;
            (stopping, _stopping) = (_stopping, null);
        }
        if (stopping is null)
            return;
        await stopping.CancelAsync();
        await _running.WaitAsync(EndLongest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _connections);
        lock (_gate)
            _connected.TrySetResult();
        return Task.CompletedTask;
    }

    void ISessionListener.OnRefused(RefusedSubscription refusal)
    {
        if (_topics.TryGetValue(refusal.Filter, out var topic))
            topic.Refusal = $"the home's broker does not let us hear {refusal.Filter}: {refusal.Code}";
    }

    async Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        if (message.Payload.Length <= PayloadMax && _topics.TryGetValue(message.Topic, out var topic))
            topic.Take(message.Payload, message.IsRetained, Clock.GetTimestamp());
        await message.AcknowledgeAsync();
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        _failure = failure.Words;
        // The next connection asks again: the broker may let us hear it by then.
        foreach (var topic in _topics.Values)
            topic.Refusal = null;
        lock (_gate)
        {
            if (_connected.Task.IsCompleted)
                _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Begin()
    {
        var settings = new SessionSettings(address, $"drevents-{Guid.NewGuid():N}"[..17])
        {
            Subscriptions = [.. _topics.Keys.Select(t => new Subscription([t], IsOptional: true))],
            FiltersPerSubscribeMax = FiltersPerSubscribeMax,
            PacketBytesMax = PacketBytesMax,
            Pauses = new PauseBounds(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)),
        };
        try
        {
            _session = new MqttSession(settings, Clock);
        }
        catch (InvalidDataException e)
        {
            throw new DeviceException(DeviceState.Unreachable, e.Message, e);
        }
        _stopping = new CancellationTokenSource();
        _running = _session.RunAsync(this, _stopping.Token);
    }
}

/// <summary>The newest message of a topic.</summary>
internal sealed class LocalTopic(string name)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<byte[]> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _newest;
    private long _at;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Why nothing is heard of it; null where it is.</summary>
    public string? Refusal { get; set; }

    /// <summary>Told of each message that is of now; one that the broker had kept says nothing of when it was.</summary>
    public Action<byte[]>? Heard { get; set; }

    /// <summary>Takes a message.</summary>
    public void Take(byte[] payload, bool isRetained, long at)
    {
        if (isRetained)
            return;
        TaskCompletionSource<byte[]> waiting;
        lock (_gate)
        {
            (_newest, _at, waiting) = (payload, at, _next);
            _next = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.TrySetResult(payload);
        Heard?.Invoke(payload);
    }

    /// <summary>The next message; to be asked for before what brings it about.</summary>
    public Task<byte[]> Next
    {
        get
        {
            lock (_gate)
                return _next.Task;
        }
    }

    /// <summary>The newest message, if it is no older than so.</summary>
    public byte[]? Newest(TimeProvider clock, TimeSpan oldest)
    {
        lock (_gate)
            return _newest is not null && clock.GetElapsedTime(_at) <= oldest ? _newest : null;
    }
}
