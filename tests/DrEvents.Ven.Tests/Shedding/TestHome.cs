using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>A VEN without a network: a clock that the test moves, loads that want the same all the time.</summary>
internal sealed class TestHome : IDisposable
{
    public const string VenId = "ven-1";
    public const string EventId = "evt-0000000a";

    private readonly Controller _controller;
    private readonly string _venId;
    private int _commands;

    public TestHome(
        EventLog? log = null,
        FakeTimeProvider? clock = null,
        IReadOnlyList<ILoad>? loads = null,
        ReturnPace pace = default,
        string venId = VenId
    )
    {
        _venId = venId;
        Clock = clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        Log = log ?? new MemoryEventLog();
        Loads = loads ?? Steady();
        _controller = new Controller(venId, Loads, Log, TimeSpan.FromSeconds(5), NullLogger.Instance, pace);
        _controller.Resume(Now);
    }

    public FakeTimeProvider Clock { get; private set; }
    public EventLog Log { get; }
    public IReadOnlyList<ILoad> Loads { get; }
    public DateTimeOffset Now => Clock.GetUtcNow();
    public double UsedKw => _controller.Look(Now).UsedKw;

    public Situation Look() => _controller.Look(Now);

    public VenState State => _controller.Look(Now).State;
    public IReadOnlyList<string> Kinds => [.. Log.Read().Select(e => e.Kind)];

    /// <summary>6.9 kW: charger 3, heater 2, pump 0.9, kitchen 1. 4.5 kW of it can be shed.</summary>
    public static IReadOnlyList<ILoad> Steady() =>
        [
            new SteadyLoad("ev", wantedKw: 3, lowestKw: 1.4, priority: 1, isModulating: true),
            new SteadyLoad("heater", wantedKw: 2, priority: 2),
            new SteadyLoad("pump", wantedKw: 0.9, priority: 4),
            new SteadyLoad("kitchen", wantedKw: 1, priority: 9, isCritical: true),
        ];

    public SteadyLoad Load(string id) => (SteadyLoad)Loads.Single(l => l.Description.Id == id);

    /// <summary>Sends a command, a new one unless the correlation id says otherwise, and gives its answer.</summary>
    public VenAck Send(Func<VenCommand, VenCommand> command, string? correlationId = null) =>
        VenAck.Read(SendRaw(command, correlationId)).Value.ShouldNotBeNull();

    public byte[] SendRaw(Func<VenCommand, VenCommand> command, string? correlationId = null)
    {
        var blank = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = correlationId ?? $"c-{++_commands}",
            VenId = _venId,
            IssuedAt = Now,
            ExpiresAt = Now.AddHours(2),
        };
        return _controller.Handle(command(blank).ToUtf8(), Now).Ack.ShouldNotBeNull();
    }

    public CommandOutcome SendText(string payload) => _controller.Handle(System.Text.Encoding.UTF8.GetBytes(payload), Now);

    /// <summary>Asks for 2 kW for half an hour.</summary>
    public static VenCommand Shed(VenCommand command) => command with { EventId = EventId, RequestedReductionKw = 2, DurationS = 1800 };

    public VenAck Shed(double kw = 2, int durationS = 1800, string? eventId = EventId, int revision = 1) =>
        Send(c => c with { EventId = eventId, RequestedReductionKw = kw, DurationS = durationS, Revision = revision });

    /// <summary>Asks something as the owner, and gives the refusal if it is one.</summary>
    public OwnerRefusal? Ask(Func<Situation, OwnerDecision> wish) => _controller.Ask(wish, Now).Refusal;

    /// <summary>What the backend was not told yet.</summary>
    public VenAck? Notice =>
        _controller.NextNotice() is { } notice ? VenAck.Read(System.Text.Encoding.UTF8.GetBytes(notice.Ack)).Value.ShouldNotBeNull() : null;

    public bool TryBeginTrial(string loadId, double kw) => _controller.TryBeginTrial(loadId, kw, Now);

    public bool EndTrial(string loadId) => _controller.EndTrial(loadId, Now);

    public void Note(VenEvent happened) => _controller.Note(Now, happened);

    /// <summary>Lets time pass as the agent does, second by second with a sample every five.</summary>
    public void Pass(TimeSpan time)
    {
        for (var s = 1; s <= time.TotalSeconds; s++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            _controller.Advance(Now);
            if (s % 5 == 0)
                _controller.Sample(Now);
        }
    }

    /// <summary>Another clock from now on, and the watch that notices: one that moves forward cannot be set back.</summary>
    public void SetBackTo(FakeTimeProvider clock)
    {
        var by = clock.GetUtcNow() - Now;
        Clock = clock;
        if (by.Duration() >= Controller.ClockStepMin)
            _controller.ClockSet(Now, by);
    }

    public TelemetrySample Sample() => _controller.Sample(Now);

    public bool Advance() => _controller.Advance(Now);

    public DateTimeOffset? NextDue => _controller.NextDue(Now);

    public void Dispose() => Log.Dispose();
}

/// <summary>A load that wants the same all the time, until the test says otherwise.</summary>
internal sealed class SteadyLoad(
    string id,
    double wantedKw,
    double lowestKw = 0,
    int priority = 1,
    bool isModulating = false,
    bool isCritical = false
) : ILoad
{
    private double? _limitKw;

    public double WantedKw { get; set; } = wantedKw;

    /// <summary>Whether it has to run now.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>How often somebody told the device to change.</summary>
    public int Acts { get; private set; }

    public LoadDescription Description { get; } = new(id, id, LoadTypes.Circuit, 4, priority, isCritical, isModulating);

    public LoadReadout MeasureAt(DateTimeOffset now) =>
        new(Math.Min(WantedKw, _limitKw ?? WantedKw), WantedKw, IsUrgent ? WantedKw : Math.Min(lowestKw, WantedKw)) { IsUrgent = IsUrgent };

    public void LimitTo(double kw, DateTimeOffset now) => (_limitKw, Acts) = (kw, Acts + 1);

    public void Release(DateTimeOffset now) => (_limitKw, Acts) = (null, Acts + 1);
}
