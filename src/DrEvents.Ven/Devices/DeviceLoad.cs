using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Devices;

/// <summary>
/// A real device behind the panel. A loop of its own reads it and writes what is wanted; whoever measures or limits it waits for nothing. A
/// device that does not do well offers nothing to planning, and is told what is wanted when it is back.
/// </summary>
internal sealed partial class DeviceLoad : ILoad, IRunsByItself, IHasOwner, IMayBeHeld
{
    private readonly Lock _gate = new();
    private readonly LoadDescription _description;
    private readonly IDeviceDriver _driver;
    private readonly DeviceRules _rules;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LimitKeeper _keeper;
    private readonly DeviceCalls _calls;
    private readonly PowerEstimate _estimate;
    private readonly long _begin;
    private DeviceTraits _rawTraits;
    private DeviceTraits _traits;
    private LoadDescription _shown;
    private DeviceStatus _status = new(DeviceState.Unreachable, NotReadYet, null);
    private Seen? _seen;
    private double? _heldKw;
    private (long From, long To, bool IsOn)? _switched;
    private long _seenAt;

    private const string NotReadYet = "not read yet";

    /// <summary>Puts it together; nothing is connected before <see cref="Start"/>.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="driver">Talks to it; ends with it.</param>
    /// <param name="rules">What the home's file asks.</param>
    /// <param name="context">Clock and logs.</param>
    public DeviceLoad(LoadDescription description, IDeviceDriver driver, DeviceRules rules, DeviceContext context)
    {
        (_description, _driver, _rules, _clock) = (description, driver, rules, context.Time);
        _logger = context.Loggers.CreateLogger($"DrEvents.Ven.Devices.{description.Id}");
        _keeper = new LimitKeeper(description.RatedKw);
        _calls = new DeviceCalls(driver, _clock, _logger);
        _estimate = new PowerEstimate(description.RatedKw);
        _alarm = new Alarm(_clock);
        _begin = _clock.GetTimestamp();
        (_rawTraits, _traits, _shown) = (driver.Traits, rules.Apply(driver.Traits), description);
        TakeTraits(force: true);
        _memory = new DeviceMemory(context.Folder, context.VenId, description.Id, _logger);
        Recall();
    }

    /// <summary>What it is; whether it modulates is what its driver says.</summary>
    public LoadDescription Description => _shown;

    /// <summary>Where the main meter's steps are seen; null where there is no main meter.</summary>
    public MeterTrace? MainMeter { get; set; }

    /// <summary>Time since it was put together, which no clock that is set moves.</summary>
    internal TimeSpan Elapsed => _clock.GetElapsedTime(_begin);

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        lock (_gate)
        {
            var status = _status;
            if (_seen is not { } seen)
                return new LoadReadout(0, 0, 0) { Device = status };
            var at = Elapsed;
            var wantedKw = _keeper.IsLeftAlone ? seen.PowerKw : seen.Reading.WantedKw ?? _heldKw ?? seen.PowerKw;
            // Of a device that is silent for long nobody knows what it does; its silence is not to count as a reduction.
            var isUnknown = status.State is not DeviceState.Ok && at - seen.At > LimitKeeper.ForgottenAfter(_traits);
            var isUrgent = seen.Reading.IsUrgent && !_keeper.IsLeftAlone;
            var mayBeShed = status.State == DeviceState.Ok && !_keeper.IsLeftAlone && !isUrgent && !_keeper.Times.MustStayOn(at, _traits);
            return new LoadReadout(
                isUnknown ? wantedKw : seen.PowerKw,
                wantedKw,
                mayBeShed ? Math.Min(wantedKw, LeastKw) : wantedKw,
                seen.Reading.StateOfChargePercent
            )
            {
                IsUrgent = isUrgent,
                IsPausing = status.State == DeviceState.Ok && _keeper.Times.MustStayOff(at, _traits),
                TemperatureC = seen.Reading.TemperatureC,
                NeededKwh = seen.Reading.NeededKwh,
                IsNeedLeast = seen.Reading.IsNeedLeast,
                Device = status,
            };
        }
    }

    public void LimitTo(double kw, DateTimeOffset now)
    {
        lock (_gate)
        {
            // What it wanted last is all that is known of what it wants under a limit, unless it says so itself.
            _heldKw ??= _seen is { } seen ? seen.Reading.WantedKw ?? seen.PowerKw : null;
            _keeper.Want(kw);
        }
        Wake();
    }

    public void Release(DateTimeOffset now)
    {
        lock (_gate)
            _keeper.Want(null);
        Wake();
    }

    public void LeaveAlone(bool isLeftAlone)
    {
        lock (_gate)
        {
            _keeper.LeaveAlone(isLeftAlone);
            _heldKw = isLeftAlone ? null : _heldKw;
            ShowStatus();
        }
        Wake();
    }

    /// <summary>Takes off what a VEN that died has left on it, by the log.</summary>
    public void ReleaseHeld(DateTimeOffset now)
    {
        _isHeld = true;
        _driver.MayBeLimited();
        lock (_gate)
        {
            if (_keeper.IsLimitWanted)
                return;
        }
        Release(now);
    }

    /// <summary>For how long it has to stay on, and whether it was seen to go on; null where it may go off.</summary>
    public MustRun? MustRun
    {
        get
        {
            lock (_gate)
            {
                var left = _keeper.Times.MustStayOn(Elapsed, _traits) ? _keeper.Times.MayGoOffAt(_traits) - Elapsed : TimeSpan.Zero;
                return left > TimeSpan.Zero ? new MustRun(left, _traits.LeastOn, _keeper.Times.IsSwitchSeen) : null;
            }
        }
    }

    /// <summary>Somebody who knows says that it has run for its least time, which nobody here has seen.</summary>
    public void TakeAsRunLong()
    {
        lock (_gate)
            _keeper.Times.TakeAsLong();
    }

    /// <summary>For how long it still stays off, whatever is wanted; nothing where it may go on.</summary>
    public TimeSpan StaysOffFor
    {
        get
        {
            lock (_gate)
                return _keeper.Times.MustStayOff(Elapsed, _traits) ? _keeper.Times.MayGoOnAt(_traits, null) - Elapsed : TimeSpan.Zero;
        }
    }

    /// <summary>Takes what the main meter showed when a device without a meter switched, and says whether that taught something.</summary>
    private bool Learn(DeviceReading reading)
    {
        if (MainMeter is not { } meter || reading.PowerKw is not null || reading.IsOn is not { } isOn)
            return false;
        var now = _clock.GetTimestamp();
        if (_seen?.Reading.IsOn is { } wasOn && wasOn != isOn)
            _switched = (_seenAt, now, isOn);
        _seenAt = now;
        if (_switched is not { } switched || _clock.GetElapsedTime(switched.To) < MeterTrace.Settled)
            return false;
        _switched = null;
        if (meter.StepOver(switched.From, switched.To, _estimate.QuietKw) is not { } stepKw)
            return false;
        _estimate.Learn(stepKw, switched.IsOn);
        return true;
    }

    private double LeastKw =>
        !LimitKeeper.IsModulating(_description.RatedKw, _traits) || _traits.LeastKw >= 0
            ? _traits.CanBeOff
                ? 0
                : _traits.LeastKw
            : _traits.LeastKw;

    /// <summary>Takes over what the driver says of the device's kind, which it may have learnt just now.</summary>
    private void TakeTraits(bool force = false)
    {
        if (!force && ReferenceEquals(_rawTraits, _driver.Traits))
            return;
        _rawTraits = _driver.Traits;
        _traits = _rules.Apply(_rawTraits);
        _shown = _description with { IsModulating = LimitKeeper.IsModulating(_description.RatedKw, _traits) };
        ShowStatus();
    }

    private void ShowStatus() =>
        _status = _status with
        {
            Forgetting = _traits.Forgetting,
            IsRead = _seen is not null,
            IsEstimated = _seen is { Reading.PowerKw: null },
            IsLeftAlone = _keeper.IsLeftAlone,
            Standing = _seen?.Reading.Standing,
            IsActuated = _keeper.IsWantedOnIt(_traits),
            ErrorKw = _seen is { Reading.PowerKw: null } ? _estimate.ErrorKw : null,
        };

    /// <summary>The newest reading.</summary>
    /// <param name="Reading">As it came.</param>
    /// <param name="PowerKw">Its power, measured or estimated.</param>
    /// <param name="At">When.</param>
    private sealed record Seen(DeviceReading Reading, double PowerKw, TimeSpan At);
}
