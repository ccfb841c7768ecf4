namespace DrEvents.Ven.Devices;

/// <summary>
/// Knows which limit is wanted on a device, which one was written and what was read back, and says what has to be written when. It waits for
/// nothing and is told the time, so that it can be looked at turn by turn.
/// </summary>
/// <param name="ratedKw">Most that the device can use, kW.</param>
internal sealed class LimitKeeper(double ratedKw)
{
    /// <summary>A device that has a timer forgets a limit after so long.</summary>
    public static readonly TimeSpan ForgottenUsually = TimeSpan.FromMinutes(3);

    /// <summary>A device that has a timer is told its limit so often before it forgets it.</summary>
    private const int ToldWithin = 3;

    /// <summary>A device that tells nothing but its power has so long to draw less.</summary>
    private static readonly TimeSpan DrawsLessAfter = TimeSpan.FromSeconds(30);

    /// <summary>One reading that differs can be older than what was written; the second means it.</summary>
    private const int DifferencesMax = 2;

    private double? _wantedKw;
    private bool _isWanted;
    private double? _writtenKw;
    private bool _isWritten;
    private TimeSpan _writtenAt = TimeSpan.MinValue;
    private TimeSpan _notBefore = TimeSpan.MinValue;
    private int _refusals;
    private int _differences;
    private double? _onKw;

    /// <summary>The owner set it by hand: nothing is written until somebody says otherwise.</summary>
    public bool IsLeftAlone { get; private set; }

    /// <summary>What was written last was read back from the device.</summary>
    public bool IsActuated { get; private set; }

    /// <summary>The newest reading agrees with what was written.</summary>
    public bool IsHeldNow { get; private set; }

    /// <summary>A limit of ours is on the device, or may be.</summary>
    public bool MayBeLimited { get; private set; }

    /// <summary>Whether a limit is wanted.</summary>
    public bool IsLimitWanted => _isWanted && _wantedKw is not null && !IsLeftAlone;

    /// <summary>Whether the limit that is wanted now is on the device, by what was read back last.</summary>
    public bool IsWantedOnIt(DeviceTraits traits) =>
        IsActuated && IsHeldNow && IsLimitWanted && _isWritten && IsSame(EffectiveKw(_wantedKw!.Value, traits), _writtenKw, traits);

    /// <summary>Power when it is on, kW, as far as it was seen.</summary>
    public double OnKw => _onKw ?? ratedKw;

    /// <summary>How its times of switching were.</summary>
    public SwitchTimes Times { get; } = new();

    /// <summary>How many writes its memory has borne.</summary>
    public WriteBudget Budget { get; } = new();

    /// <summary>Wants a limit on it from now on, or none.</summary>
    public void Want(double? kw)
    {
        // A limit that nobody here knows of can be on it: no limit is written too.
        if (kw is null && !_isWanted)
            _isWritten = false;
        (_wantedKw, _isWanted) = (kw, true);
    }

    /// <summary>Leaves it to the owner, or takes it up again: what is on it then is nobody's here.</summary>
    public void LeaveAlone(bool isLeftAlone)
    {
        if (IsLeftAlone == isLeftAlone)
            return;
        IsLeftAlone = isLeftAlone;
        Forget();
    }

    /// <summary>Nothing of what is on the device is ours.</summary>
    public void Forget()
    {
        (_writtenKw, _isWritten, IsActuated, MayBeLimited, _differences) = (null, false, false, false, 0);
        _isWanted = _isWanted && _wantedKw is not null;
    }

    /// <summary>The connection was away: what is on the device now is not known, and has to be told again.</summary>
    public void Lost()
    {
        (IsActuated, _differences) = (false, 0);
        // A release that was read back stays done, and a device that was never told anything is not told now.
        if (MayBeLimited || IsLimitWanted)
            _isWritten = false;
    }

    /// <summary>Whether a device runs at any power; otherwise it is on or off.</summary>
    public static bool IsModulating(double ratedKw, DeviceTraits traits) => traits.LeastKw < ratedKw - traits.LimitStepKw;

    /// <summary>How long the device is to keep a limit by itself.</summary>
    public static TimeSpan ForgottenAfter(DeviceTraits traits)
    {
        var wanted = Later(ToldWithin * WriteBudget.Spacing(traits.WritesADayMax), ForgottenUsually);
        return traits.ForgetsAfterMax is { } most && most < wanted ? most : wanted;
    }

    /// <summary>What has to be written next, and when; null while all is as it is wanted.</summary>
    public DueWrite? Due(TimeSpan now, DeviceTraits traits)
    {
        if (IsLeftAlone || !_isWanted)
            return null;
        var kw = _wantedKw is { } wantedKw ? EffectiveKw(wantedKw, traits) : null;
        var isNew = !_isWritten || !IsSame(kw, _writtenKw, traits);
        if (!isNew && (kw is null || traits.Forgetting == LimitForgetting.ByWatchdog))
            return null;
        var at = isNew
            ? now
            : Later(now, _writtenAt + Later(ForgottenAfter(traits) / ToldWithin, WriteBudget.Spacing(traits.WritesADayMax)));
        at = Later(at, _notBefore);
        at = Later(at, kw == 0 ? Times.MayGoOffAt(traits) : Times.MayGoOnAt(traits, kw));
        if (kw is null)
            return new DueWrite(null, at);
        // The first limit is written at once; what follows keeps the distance that the memory of the device needs.
        if (_isWritten && _writtenKw is not null)
            at = Later(at, _writtenAt + WriteBudget.Spacing(traits.WritesADayMax));
        return new DueWrite(kw, Later(at, Budget.FreeAt(now, traits.WritesADayMax)));
    }

    /// <summary>A limit is about to be written: it can be on the device from now on, whatever the answer is.</summary>
    public void Writing(TimeSpan now, double? kw)
    {
        Budget.Spend(now);
        MayBeLimited |= kw is not null;
        (_isWritten, IsActuated, _differences) = (false, false, 0);
    }

    /// <summary>The device took it.</summary>
    public void Written(TimeSpan now, double? kw) => (_writtenKw, _isWritten, _writtenAt) = (kw, true, now);

    /// <summary>The device did not take it, or did not keep it: it is told again after a while.</summary>
    public TimeSpan Refused(TimeSpan now, double jitter)
    {
        _refusals = Math.Min(_refusals + 1, BackOff.StepsMax);
        _isWritten = false;
        return _notBefore = now + BackOff.Of(_refusals, jitter);
    }

    /// <summary>Compares what the device says with what was written.</summary>
    public LimitVerdict See(TimeSpan now, DeviceReading reading, double powerKw, DeviceTraits traits)
    {
        Times.See(now, reading.IsOn ?? powerKw > 0.05 * ratedKw);
        if (!MayBeLimited && powerKw > 0.1 * ratedKw)
            _onKw = Math.Min(powerKw, ratedKw);
        if (IsLeftAlone || !_isWritten)
            return LimitVerdict.Open;
        IsHeldNow = Holds(reading, powerKw, traits);
        if (IsHeldNow)
        {
            (_differences, _refusals, IsActuated) = (0, 0, true);
            MayBeLimited = _writtenKw is not null;
            return LimitVerdict.Actuated;
        }
        var isTold = IsTold(reading);
        if (!IsActuated)
        {
            var isOver = now - _writtenAt > (isTold ? traits.CallTimeout : DrawsLessAfter);
            return isOver && (isTold || reading.PowerKw is not null) ? LimitVerdict.Ignored : LimitVerdict.Open;
        }
        // A limit that is older than the device keeps it was not changed by anybody, and by its power alone nobody is suspected.
        var isForgotten = traits.Forgetting == LimitForgetting.ByDevice && now - _writtenAt >= ForgottenAfter(traits);
        if (!isTold || _writtenKw is null || isForgotten || ++_differences < DifferencesMax)
            return LimitVerdict.Open;
        return LimitVerdict.Changed;
    }

    /// <summary>What was written last; null where that was no limit, or nothing.</summary>
    public double? WrittenKw => _isWritten ? _writtenKw : null;

    /// <summary>Whether it was written a moment ago, and is looked for on the device.</summary>
    public bool IsSettling(TimeSpan now, DeviceTraits traits) => _isWritten && !IsActuated && now - _writtenAt <= traits.CallTimeout;

    /// <summary>Whether something has still to be written, or to be seen on the device.</summary>
    public bool IsUnderWay(TimeSpan now, DeviceTraits traits) => !IsLeftAlone && _isWanted && (!_isWritten || IsSettling(now, traits));

    private double? EffectiveKw(double kw, DeviceTraits traits)
    {
        kw = Math.Clamp(kw, Math.Min(0, traits.LeastKw), ratedKw);
        if (!IsModulating(ratedKw, traits))
            return kw >= OnKw - traits.LimitStepKw ? null
                : traits.CanBeOff ? 0
                : Math.Min(traits.LeastKw, ratedKw);
        if (kw >= traits.LeastKw)
            return kw;
        // Between off and the least there is nothing; the nearer of the two.
        return traits.CanBeOff && kw < traits.LeastKw / 2 ? 0 : Math.Min(traits.LeastKw, ratedKw);
    }

    private bool Holds(DeviceReading reading, double powerKw, DeviceTraits traits)
    {
        var stepKw = traits.LimitStepKw + 1e-9;
        // One that is switched off can still name the limit that was on it before.
        if (_writtenKw is 0 && reading.IsOn is false)
            return true;
        if (reading.IsLimitRead)
            return _writtenKw is { } limitKw
                ? reading.LimitKw is { } readKw && Math.Abs(readKw - limitKw) <= stepKw
                : reading.IsLimitOthers || reading.LimitKw is not { } leftKw || leftKw >= Math.Min(ratedKw, OnKw) - stepKw;
        if (reading.IsOn is { } isOn && IsTold(reading))
            return isOn == _writtenKw is null || (_writtenKw is null && reading.IsLimitOthers);
        // A device that tells neither is believed by what it draws.
        return _writtenKw is not { } kw || (reading.PowerKw is not null && powerKw <= kw + Math.Max(0.1, 0.05 * ratedKw));
    }

    /// <summary>Whether the device says itself what is on it: its limit, or its switch where that is what was set.</summary>
    private bool IsTold(DeviceReading reading) => reading.IsLimitRead || (reading.IsOn is not null && (_writtenKw is null or 0));

    private static bool IsSame(double? a, double? b, DeviceTraits traits) =>
        a is null ? b is null : b is { } other && Math.Abs(a.Value - other) <= traits.LimitStepKw;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>A write that is due.</summary>
/// <param name="Kw">The limit; null takes it away.</param>
/// <param name="At">When.</param>
internal readonly record struct DueWrite(double? Kw, TimeSpan At);

/// <summary>What a reading says about the limit that was written.</summary>
internal enum LimitVerdict
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>It is on the device.</summary>
    Actuated,

    /// <summary>The device took it and does not show it.</summary>
    Ignored,

    /// <summary>It was on the device, and somebody has changed it there.</summary>
    Changed,
}
