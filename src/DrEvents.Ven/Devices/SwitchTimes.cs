namespace DrEvents.Ven.Devices;

/// <summary>Since when a device is on or off, and when it may change: what protects a compressor.</summary>
internal sealed class SwitchTimes
{
    private TimeSpan _since = TimeSpan.MinValue;

    /// <summary>Whether it was seen to switch; otherwise it is counted from the first reading, which is later than it was.</summary>
    public bool IsSwitchSeen { get; private set; }

    /// <summary>Whether it is on; null before the first reading.</summary>
    public bool? IsOn { get; private set; }

    /// <summary>Takes what a reading says. Of a device that is seen for the first time nobody knows more than that it is so now.</summary>
    public void See(TimeSpan now, bool isOn)
    {
        if (IsOn == isOn)
            return;
        (IsSwitchSeen, IsOn, _since) = (IsOn is not null, isOn, now);
    }

    /// <summary>Somebody who knows says that it has run for long; what was seen stands against that.</summary>
    public void TakeAsLong() => _since = IsOn == true && !IsSwitchSeen ? TimeSpan.MinValue : _since;

    /// <summary>When it may be switched off.</summary>
    public TimeSpan MayGoOffAt(DeviceTraits traits) =>
        IsOn == true && traits.LeastOn > TimeSpan.Zero ? _since + traits.LeastOn : TimeSpan.MinValue;

    /// <summary>When it may be switched on; a limit that leaves it off changes nothing.</summary>
    public TimeSpan MayGoOnAt(DeviceTraits traits, double? limitKw) =>
        IsOn == false && limitKw is not 0 && traits.LeastOff > TimeSpan.Zero ? _since + traits.LeastOff : TimeSpan.MinValue;

    /// <summary>It is on, and has to stay so for a while.</summary>
    public bool MustStayOn(TimeSpan now, DeviceTraits traits) => IsOn == true && now < MayGoOffAt(traits);

    /// <summary>It is off, and has to stay so for a while.</summary>
    public bool MustStayOff(TimeSpan now, DeviceTraits traits) => IsOn == false && now < MayGoOnAt(traits, null);
}

/// <summary>A device that is on, and has to stay so for a while.</summary>
/// <param name="Left">For so long.</param>
/// <param name="Least">Its least time.</param>
/// <param name="IsStartSeen">Whether it was seen to go on.</param>
internal readonly record struct MustRun(TimeSpan Left, TimeSpan Least, bool IsStartSeen);
