using DrEvents.Backend.Hosting.Observability;
using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>What happens to the connections to the broker, for whoever observes the meter <c>DrEvents.Broker</c>.</summary>
public sealed class BrokerMetrics : ICountsFromZero
{
    private readonly Counter<long> _connects;
    private readonly Counter<long> _losses;
    private int _sessions;
    private int _connected;

    public BrokerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Broker");
        _connects = meter.CreateCounter<long>("drevents.broker.connects", "{connection}", "Connections made to the broker");
        _losses = meter.CreateCounter<long>(
            "drevents.broker.losses",
            "{connection}",
            "Connections to the broker that ended, and attempts that failed, by what has to be done about it"
        );
        meter.CreateObservableGauge(
            "drevents.broker.sessions",
            () => Volatile.Read(ref _sessions),
            "{session}",
            "Sessions at the broker that this node should have"
        );
        meter.CreateObservableGauge(
            "drevents.broker.connected",
            () => Volatile.Read(ref _connected),
            "{session}",
            "Sessions at the broker that are connected"
        );
    }

    public void Begin()
    {
        _connects.Add(0);
        foreach (var why in Enum.GetValues<ConnectFailureKind>())
            _losses.Add(0, Reason(why));
    }

    /// <summary>A session begins that should be connected from now on; it ends when what is returned is disposed of.</summary>
    public IDisposable BeginSession()
    {
        Interlocked.Increment(ref _sessions);
        return new Session(this);
    }

    public void Connected()
    {
        _connects.Add(1);
        Interlocked.Increment(ref _connected);
    }

    public void Lost(ConnectFailureKind why, bool wasConnected)
    {
        _losses.Add(1, Reason(why));
        if (wasConnected)
            Interlocked.Decrement(ref _connected);
    }

    /// <summary>A connection ended because the process, or the session, was stopped.</summary>
    public void Ended() => Interlocked.Decrement(ref _connected);

    private static KeyValuePair<string, object?> Reason(ConnectFailureKind why) => new("reason", why.ToString());

    private sealed class Session(BrokerMetrics owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._sessions);
    }
}
