using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>What is wrong with a device.</summary>
internal enum Fault
{
    None,
    Silent,
    Slow,
    Refusing,
    Nonsense,
    Deaf,
    Unplugged,
}

/// <summary>A device as it is in the world, with its own memory and timer, and the driver that talks to it.</summary>
internal sealed class TestDevice(FakeTimeProvider clock, double ratedKw) : IDeviceDriver
{
    private DateTimeOffset _forgetsAt = DateTimeOffset.MaxValue;
    private double? _limitKw;

    public DeviceTraits Traits { get; set; } = new(LeastKw: 1.4, CanBeOff: false, LimitForgetting.ByDevice);

    /// <summary>What it would use without a limit.</summary>
    public double WantedKw { get; set; } = ratedKw;

    public Fault Fault { get; set; }

    /// <summary>What somebody else limits it to; null where nobody does.</summary>
    public double? OthersKw { get; set; }

    /// <summary>Whether it has a meter of its own.</summary>
    public bool HasMeter { get; set; } = true;

    /// <summary>Every limit that reached it, with the time.</summary>
    public List<(DateTimeOffset At, double? Kw, TimeSpan ForgottenAfter)> Writes { get; } = [];

    public int Reads { get; private set; }

    /// <summary>The limit that is on it; its own timer takes it off.</summary>
    public double? LimitKw
    {
        get
        {
            if (Traits.Forgetting == LimitForgetting.ByDevice && clock.GetUtcNow() >= _forgetsAt)
                _limitKw = null;
            return _limitKw;
        }
    }

    /// <summary>The owner's hand, or a restart of the device.</summary>
    public void Set(double? limitKw) => (_limitKw, _forgetsAt) = (limitKw, DateTimeOffset.MaxValue);

    public double PowerKw => Math.Min(WantedKw, Math.Min(LimitKw ?? WantedKw, OthersKw ?? WantedKw));

    public async Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        Reads++;
        await FailAsync(cancellation);
        if (Fault == Fault.Nonsense)
            return new DeviceReading(Reads % 2 == 0 ? double.NaN : 65_535);
        return new DeviceReading(HasMeter ? PowerKw : null)
        {
            LimitKw = LimitKw ?? OthersKw,
            IsLimitRead = true,
            IsLimitOthers = LimitKw is null && OthersKw is not null,
            IsOn = LimitKw is not 0,
        };
    }

    public async Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        if (Fault == Fault.Slow)
            Take(kw, forgottenAfter);
        await FailAsync(cancellation);
        if (Fault == Fault.Refusing)
            throw new DeviceException(DeviceState.Refused, "exception 2 at register 40236");
        Take(kw, forgottenAfter);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Take(double? kw, TimeSpan forgottenAfter)
    {
        Writes.Add((clock.GetUtcNow(), kw, forgottenAfter));
        if (Fault == Fault.Deaf)
            return;
        _limitKw = kw;
        _forgetsAt = kw is null ? DateTimeOffset.MaxValue : clock.GetUtcNow() + forgottenAfter;
    }

    private async Task FailAsync(CancellationToken cancellation)
    {
        if (Fault == Fault.Silent)
            throw new DeviceException(DeviceState.Unreachable, "connection refused");
        if (Fault == Fault.Slow)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        // A driver that does what none may.
        if (Fault == Fault.Unplugged)
            throw new InvalidOperationException("the cable is out");
    }
}

/// <summary>A real device behind a port of the VEN, turn by turn, with a clock that the test moves.</summary>
internal sealed class DeviceBench : IDeviceListener
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    public DeviceBench(double ratedKw = 7.4, DeviceRules? rules = null, DeviceTraits? traits = null, string type = LoadTypes.Ev)
    {
        Device = new TestDevice(Clock, ratedKw);
        Device.Traits = traits ?? Device.Traits;
        Load = new DeviceLoad(
            new LoadDescription("ev", "Charger", type, ratedKw, Priority: 1),
            Device,
            rules ?? new DeviceRules(),
            new DeviceContext(Clock, NullLoggerFactory.Instance)
        );
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));

    public TestDevice Device { get; }

    public DeviceLoad Load { get; }

    /// <summary>What the loop told, in order.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What the VEN does when the owner has set it by hand.</summary>
    public bool LeavesAlone { get; set; } = true;

    public LoadReadout Readout => Load.MeasureAt(Clock.GetUtcNow());

    public DeviceStatus Status => Readout.Device.ShouldNotBeNull();

    /// <summary>Does without a loop of its own.</summary>
    public static async Task<DeviceBench> ReadyAsync(
        double ratedKw = 7.4,
        DeviceRules? rules = null,
        DeviceTraits? traits = null,
        string type = LoadTypes.Ev
    )
    {
        var bench = new DeviceBench(ratedKw, rules, traits, type);
        bench.Load.Listen(bench);
        await bench.PassAsync(TimeSpan.FromSeconds(1));
        return bench;
    }

    public void Limit(double kw) => Load.LimitTo(kw, Clock.GetUtcNow());

    public void Release() => Load.Release(Clock.GetUtcNow());

    /// <summary>Lets time pass, and the device's loop do what is due in it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            Clock.Advance(Step);
            var turns = 0;
            TimeSpan next;
            do
            {
                var turn = Load.TurnAsync(CancellationToken.None);
                while (!turn.IsCompleted)
                {
                    // A call that does not end: its time-out is of this clock.
                    Clock.Advance(Step);
                    passed += Step;
                    await Task.WhenAny(turn, Task.Delay(1));
                }
                next = await turn;
                await Load.CallEnded;
            } while (next <= Load.Elapsed && ++turns < 4);
        }
    }

    public void StateChanged(string loadId, DeviceState state, string? reason) => Told.Add(DeviceStatus.WordOf(state));

    public void Held(string loadId, bool isHeld) => Told.Add(isHeld ? "held" : "free");

    public void SetByHand(string loadId, string what)
    {
        Told.Add($"by hand: {what}");
        Load.LeaveAlone(LeavesAlone);
    }
}
