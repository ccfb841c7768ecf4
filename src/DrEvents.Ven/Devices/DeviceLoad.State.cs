using System.Globalization;

namespace DrEvents.Ven.Devices;

/// <summary>How the device does, and who is told.</summary>
internal sealed partial class DeviceLoad
{
    /// <summary>Readings may be as old as so many intervals before the device counts as stale.</summary>
    private const int IntervalsMax = 3;

    private DeviceState _told = DeviceState.Unreachable;
    private string? _toldReason;
    private bool _isHeld;

    /// <summary>What the device's state is, by all that is known.</summary>
    private (DeviceState State, string? Reason) Judge(TimeSpan now)
    {
        var age = _seen is { } seen ? now - seen.At : TimeSpan.MaxValue;
        var isOld = now >= OldAt;
        if (_failure is { } failure && (_failures > 1 || isOld))
            return (failure.State, failure.Message);
        if (_seen is null)
            return (DeviceState.Unreachable, NotReadYet);
        if (isOld)
            return (DeviceState.Stale, FormattableString.Invariant($"has told nothing for {age.TotalSeconds:0} s"));
        if (now >= _refusedUntil && !_keeper.IsUnderWay(now, _traits))
            _refusal = null;
        if (_refusal is not null)
            return (DeviceState.Refused, _refusal);
        var freeAt = _keeper.Budget.FreeAt(now, _traits.WritesADayMax);
        if (freeAt <= now)
            return (DeviceState.Ok, null);
        var until = (_clock.GetUtcNow() + (freeAt - now)).ToString("HH:mm", CultureInfo.InvariantCulture);
        return (DeviceState.Refused, $"its {_traits.WritesADayMax} writes a day are used up: it gets no limit before {until} UTC");
    }

    /// <summary>From here on the newest reading is too old to be of now.</summary>
    private TimeSpan OldAt =>
        _seen is { } seen
            ? seen.At + (IntervalsMax * _traits.ReadInterval) + _traits.CallTimeout + _traits.LineWait + TimeSpan.FromMilliseconds(1)
            : TimeSpan.Zero;

    private void Tell()
    {
        (DeviceState State, string? Reason) now;
        lock (_gate)
        {
            now = Judge(Elapsed);
            _status = _status with { State = now.State, Reason = now.Reason };
            ShowStatus();
        }
        if (now.State == _told && (now.State == DeviceState.Ok || _toldReason is not null))
            return;
        (_told, _toldReason) = (now.State, now.Reason);
        _listener?.StateChanged(_description.Id, now.State, now.Reason);
    }

    private void TellHeld(bool isHeld)
    {
        if (_isHeld == isHeld)
            return;
        _isHeld = isHeld;
        _listener?.Held(_description.Id, isHeld);
    }

    private static string InWords(double? limitKw) =>
        limitKw switch
        {
            null => "no limit",
            0 => "off",
            { } kw => FormattableString.Invariant($"{kw:0.###} kW"),
        };

    private static string InWords(DeviceReading reading) =>
        reading.IsLimitRead ? InWords(reading.LimitKw)
        : reading.IsOn is { } isOn
            ? isOn ? "on"
                : "off"
        : reading.PowerKw is { } kw ? FormattableString.Invariant($"{kw:0.###} kW drawn")
        : "nothing";
}
