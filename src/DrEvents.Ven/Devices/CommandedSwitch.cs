namespace DrEvents.Ven.Devices;

/// <summary>
/// Tells a device to go on, off or to use no more than a limit, and remembers whether it is off by the VEN: what the owner switched off is not
/// switched on by a limit, nor by its end.
/// </summary>
internal sealed class CommandedSwitch(SwitchCommands commands)
{
    /// <summary>Null until it was seen on, where a VEN that died may have switched it off.</summary>
    private bool? _isOffByUs = false;

    private bool? _isOn;
    private bool _isOffSeen;
    private bool _isOnTold;

    /// <summary>A VEN that died may have left it off.</summary>
    public void MayBeLeft() => _isOffByUs = null;

    /// <summary>Takes a reading, and gives it with what is known of who switched it off.</summary>
    public DeviceReading See(DeviceReading reading)
    {
        _isOn = reading.IsOn;
        // A device can show late what it was told: on means something where it was seen off before, or told to go on. Told alone is not done.
        if (reading.IsOn is true && (_isOffByUs is null || _isOffSeen || _isOnTold))
            (_isOffByUs, _isOnTold) = (false, false);
        _isOffSeen = _isOffByUs == true && reading.IsOn is false;
        return IsOffByOwner && reading.LimitKw is null ? reading with { IsLimitOthers = true } : reading;
    }

    private bool IsOffByOwner => _isOn is false && _isOffByUs is false;

    /// <summary>Whether a limit changes anything: some devices come on by themselves after an off, as by a timer that is part of it.</summary>
    public bool Changes(double kw) => !(IsOff(kw) && IsOffByOwner);

    private bool IsOff(double? kw) => kw == 0 && commands.Off is not null;

    /// <summary>Sends what brings a limit about; null takes it away.</summary>
    public async Task TellAsync(double? kw, TimeSpan forgottenAfter, Func<string, Task> send)
    {
        var isOff = IsOff(kw);
        if (kw is { } limitKw && !Changes(limitKw))
            return;
        var isOnToo = _isOffByUs == true || (kw is null && _isOffByUs is null) || (commands.SetLimit is null && !IsOffByOwner);
        if (isOff)
            (_isOffByUs, _isOnTold) = (true, false);
        foreach (var template in commands.For(kw, isOnToo))
            await send(ProfiledFields.Fill(template, kw ?? 0, forgottenAfter));
        _isOnTold |= isOnToo && !isOff;
    }
}
