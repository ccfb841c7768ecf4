using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator.Faults;
using DrEvents.Simulator.Field;
using DrEvents.Simulator.Truth;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Simulator;

/// <summary>
/// A real VEN agent, or a double of a field generation, with a simulated home, and that home's twin: the same home once more, from the same seed, on which nobody ever puts a
/// limit. After a shed the two differ as they do in life: the tank that was not heated is colder.
/// </summary>
public sealed class SimulatedVen : IAsyncDisposable
{
    private readonly IAgent _agent;
    private readonly FaultyNetwork? _network;
    private readonly IReadOnlyList<ILoad> _twin;
    private readonly TimeSpan _skew;
    private readonly TimeProvider _ownClock;
    private readonly Func<TruthRow, ValueTask>? _tell;
    private readonly bool _isWarm;

    internal SimulatedVen(
        FleetOptions options,
        FleetHomes homes,
        int number,
        TimeSpan homesAhead,
        TimeProvider clock,
        Func<TruthRow, ValueTask>? tell,
        Action<string> takenOver,
        ILoggerFactory? loggers
    )
    {
        var seed = options.SeedOf(number);
        (Id, Number, HomeName, _tell) = (options.VenIdOf(number), number, homes.NameOf(seed), tell);
        Generation = options.Generations.Draw(seed);
        _isWarm = options.IsWarm && Generation == Generation.Today;
        Faults = options.Faults.Draw(seed) | (options.Generations.IsStuck(seed) ? Fault.Stuck : Fault.None);
        _skew = Has(Fault.Skewed) ? options.Faults.SkewMax * ((2 * Noise.Uniform(seed, Draws.Skew)) - 1) : TimeSpan.Zero;
        _ownClock = Has(Fault.Skewed) ? new SkewedClock(clock, _skew) : clock;
        _network = FaultyNetwork.IsNeeded(Faults) ? new FaultyNetwork(Faults, options.Faults, seed, Topics.Ack(Id), clock) : null;
        _twin = homes.Build(seed, homesAhead);
        var ven = new VenOptions(Id, options.BrokerOf(number))
        {
            Seed = seed,
            ReportInterval = options.ReportInterval,
            ReportPhase = options.ReportInterval * Noise.Uniform(seed, Draws.Phase),
            IsWarm = _isWarm,
            Shadow = options.Shadow,
            CommandKeys = options.CommandKeys,
            ReturnPace = ReturnPace.Usual,
            Network = _network,
            Sampled = TakeAsync,
            TakenOver = () => takenOver(Id),
        };
        var home = homes.Build(seed, homesAhead);
        IEnumerable<ILoad> loads = Has(Fault.Stuck) ? home.Select(l => new StuckLoad(l)) : home;
        _agent = FieldWords.Of(Generation) is { } words
            ? new FieldVen(ven, words, loads, Has(Fault.Refusing), _ownClock, loggers)
            : new TodaysAgent(new VenAgent(ven, loads, _ownClock, loggers, log: NewLog()));
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Its number in the fleet, from 1.</summary>
    public int Number { get; }

    /// <summary>The name of its home.</summary>
    public string HomeName { get; }

    /// <summary>Whether it is today's agent or a double.</summary>
    public Generation Generation { get; }

    /// <summary>What is wrong with it.</summary>
    public Fault Faults { get; }

    /// <summary>The newest sample with its truth; null before the first.</summary>
    public TruthRow? Newest { get; private set; }

    /// <summary>How many samples it has measured.</summary>
    public long Samples { get; private set; }

    /// <summary>Whether its broker is there.</summary>
    public bool IsConnected => _agent.IsConnected;

    /// <summary>What it wrote down.</summary>
    public EventLog Log => _agent.Log;

    /// <summary>Faults when the VEN cannot go on.</summary>
    public Task Completion => _agent.Completion;

    /// <summary>Begins to connect and to measure.</summary>
    public Task StartAsync()
    {
        // A home begins with the first look at it; the two must not begin on two days.
        TwinKw(_ownClock.GetUtcNow() - (_isWarm ? Controller.WarmTime : TimeSpan.Zero));
        return _agent.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _network?.Hurry();
        await _agent.DisposeAsync();
        _network?.Dispose();
    }

    private bool Has(Fault fault) => (Faults & fault) != 0;

    /// <summary>A VEN that refuses is one whose owner has switched its part in events off, as its log says.</summary>
    private MemoryEventLog NewLog()
    {
        var log = new MemoryEventLog();
        if (Has(Fault.Refusing))
            log.Append(_ownClock.GetUtcNow(), [new SettingsChanged(ReportIntervalS: null, IsEnabled: false)]);
        return log;
    }

    private async ValueTask TakeAsync(DateTimeOffset now, TelemetrySample sample)
    {
        var row = new TruthRow(Id, now - _skew, sample.UsedPowerKw, TwinKw(now), sample.EventId);
        (Newest, Samples) = (row, Samples + 1);
        if (_tell is not null)
            await _tell(row);
    }

    private double TwinKw(DateTimeOffset now) => Math.Round(_twin.Sum(l => l.MeasureAt(now).PowerKw), 3);
}
