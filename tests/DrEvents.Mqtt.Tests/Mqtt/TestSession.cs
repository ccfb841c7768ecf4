using System.Text;
using System.Threading.Channels;

namespace DrEvents.Mqtt.Tests.Mqtt;

/// <summary>A session that runs for a test, and what happens to it, in order.</summary>
internal sealed class TestSession : ISessionListener, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<object> _happened = Channel.CreateUnbounded<object>();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Makes one with next to no pauses; it does not run before <see cref="Start"/>.</summary>
    public TestSession(
        BrokerAddress broker,
        string clientId,
        Func<SessionSettings, SessionSettings>? change = null,
        TimeProvider? clock = null
    )
    {
        var settings = new SessionSettings(broker, clientId)
        {
            FiltersPerSubscribeMax = 8,
            Pauses = new PauseBounds(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100)),
        };
        Session = new MqttSession(change?.Invoke(settings) ?? settings, clock ?? TimeProvider.System);
    }

    public MqttSession Session { get; }

    /// <summary>Ends with the session.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>What each connection is to be like.</summary>
    public Func<Attempt> Connecting { get; init; } = () => default;

    /// <summary>Ends when the owner is ready for messages.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>Which messages are acknowledged.</summary>
    public Func<string, bool> Acknowledges { get; init; } = _ => true;

    /// <summary>What the owner throws when there is no connection.</summary>
    public Exception? Throws { get; init; }

    /// <summary>Begins to run.</summary>
    public TestSession Start()
    {
        Running = Session.RunAsync(this, _stopping.Token);
        return this;
    }

    /// <summary>The next that happens: <see cref="Connected"/>, a <see cref="Message"/> or a <see cref="ConnectFailure"/>.</summary>
    public async Task<object> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _happened.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next that happens, which has to be of a kind.</summary>
    public async Task<T> NextAsync<T>() => (await NextAsync()).ShouldBeAssignableTo<T>()!;

    /// <summary>Waits for the next connection, whatever happens until then.</summary>
    public async Task ConnectedAsync()
    {
        while (await NextAsync() is not Connected) { }
    }

    /// <summary>Whether nothing more has happened so far.</summary>
    public bool IsQuiet => _happened.Reader.Count == 0;

    /// <summary>Stops in order, within a bound.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Running.WaitAsync(Patience);
        _stopping.Dispose();
    }

    Task<Attempt> ISessionListener.OnConnectingAsync(CancellationToken cancellation) => Task.FromResult(Connecting());

    async Task ISessionListener.OnConnectedAsync(CancellationToken cancellation)
    {
        Happens(new Connected());
        await Ready.WaitAsync(cancellation);
    }

    void ISessionListener.OnRefused(RefusedSubscription refusal) => Happens(refusal);

    async Task ISessionListener.OnMessageAsync(SessionMessage message, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(message.Payload);
        if (Acknowledges(text))
            (await message.AcknowledgeAsync()).ShouldBeNull();
        Happens(new Message(message.Topic, text));
    }

    void ISessionListener.OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause)
    {
        (WasConnected, Pause) = (wasConnected, pause);
        Happens(failure);
        if (Throws is not null)
            throw Throws;
    }

    /// <summary>Whether the newest failure was the end of a connection.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>The newest pause.</summary>
    public TimeSpan Pause { get; private set; }

    private void Happens(object what) => _happened.Writer.TryWrite(what);
}

/// <summary>The connection stands.</summary>
internal sealed record Connected;

/// <summary>A message came.</summary>
internal sealed record Message(string Topic, string Text);
