namespace DrEvents.Ven.Devices.Ocpp.State;

/// <summary>
/// What the VEN knows of one charger, whether it is connected or not. Connections come and go; transactions stay. Called by the connection's
/// thread and by the drivers of its connectors.
/// </summary>
internal sealed class Charger(ChargerSettings settings, OpenTransactions open, TimeProvider time)
{
    /// <summary>Connectors of which a state is kept; a home's charger has one or two.</summary>
    public const int ConnectorsMax = 16;

    /// <summary>A clock that is no further off than this is right.</summary>
    private static readonly TimeSpan ClockOffMax = TimeSpan.FromMinutes(1);

    /// <summary>What was measured longer ago than this, by a clock that is right, says nothing of now.</summary>
    private static readonly TimeSpan OfNow = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly long _begin = time.GetTimestamp();
    private readonly Dictionary<int, Connector> _connectors = [];
    private ChargerLink? _link;
    private bool _isClockRight;
    private int _profileEpoch;

    /// <summary>What the home's file says of it.</summary>
    public ChargerSettings Settings => settings;

    /// <summary>Its connection; null while it has none.</summary>
    public ChargerLink? Link => Volatile.Read(ref _link) is { Connection.IsOpen: true } link ? link : null;

    /// <summary>Time since the VEN began, by which ages are told: no clock that is set moves it.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_begin);

    /// <summary>When it was last connected; null where it never was.</summary>
    public DateTimeOffset? LastSeenAt { get; private set; }

    /// <summary>Counts how often the operator has touched the profiles: what the VEN had set may be gone, or hide what the operator set.</summary>
    public int ProfileEpoch => Volatile.Read(ref _profileEpoch);

    /// <summary>What it said of itself when it started.</summary>
    public ChargerIdentity? Identity { get; private set; }

    /// <summary>Takes a new connection in place of the one before, which is ended: a charger that lost its network opens another.</summary>
    public void Connect(ChargerLink link)
    {
        lock (_gate)
            _isClockRight = false;
        Interlocked.Exchange(ref _link, link)?.Connection.End();
    }

    /// <summary>A connection has ended.</summary>
    public void Disconnect(ChargerLink link)
    {
        LastSeenAt = time.GetUtcNow();
        Interlocked.CompareExchange(ref _link, null, link);
    }

    /// <summary>The operator has touched the profiles.</summary>
    public void TouchProfiles() => Interlocked.Increment(ref _profileEpoch);

    /// <summary>It has started, or tells that it is there.</summary>
    public void Boot(ChargerIdentity identity) => Identity = identity;

    /// <summary>What is known of a connector.</summary>
    public Connector Of(int number)
    {
        lock (_gate)
            return Find(number);
    }

    /// <summary>The connector at which a transaction runs; null where it runs at none.</summary>
    public int? PlaceOf(string transactionId)
    {
        lock (_gate)
        {
            for (var number = 1; number <= ConnectorsMax; number++)
            {
                if (Find(number).Transaction?.Id == transactionId)
                    return number;
            }
            return null;
        }
    }

    /// <summary>A connector says what goes on; 0 is the charger as a whole, which says nothing of vehicles.</summary>
    public void Says(int number, ConnectorStatus status) => Change(number, c => c.Says(status));

    /// <summary>A transaction began.</summary>
    public void Begin(int number, Transaction transaction) => Change(number, c => c.Began(transaction));

    /// <summary>A transaction ended; it is found by its id, as OCPP 1.6 does not say where.</summary>
    public void End(string id, MeterValues? last)
    {
        lock (_gate)
        {
            if (PlaceOf(id) is { } number)
                Change(number, c => (last is null ? c : c.Measured(last, Elapsed, isOfBefore: true)).Ended(id));
        }
    }

    /// <summary>A connector's meter showed something. A transaction that the VEN did not see begin is taken up.</summary>
    public void Measure(int number, string? transactionId, MeterValues values)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (values.At is { } at && (now - at).Duration() <= ClockOffMax)
                _isClockRight = true;
            var isOfBefore = _isClockRight && now - values.At > OfNow;
            if (transactionId is not null && !isOfBefore)
                Change(number, c => c.Began(new Transaction(transactionId, values.At ?? now)));
            Change(number, c => transactionId is null || c.Transaction?.Id == transactionId ? c.Measured(values, Elapsed, isOfBefore) : c);
        }
    }

    private void Change(int number, Func<Connector, Connector> change)
    {
        if (number is < 1 or > ConnectorsMax)
            return;
        lock (_gate)
        {
            var after = _connectors[number] = change(Find(number));
            open.Keep(settings.Identity, number, after.Transaction);
        }
    }

    private Connector Find(int number) =>
        _connectors.TryGetValue(number, out var known) ? known : new Connector { Transaction = open.Find(settings.Identity, number) };
}

/// <summary>What a charger says of itself.</summary>
internal sealed record ChargerIdentity(string Vendor, string Model, string? Firmware);
