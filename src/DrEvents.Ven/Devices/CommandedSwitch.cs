namespace DrEvents.Ven.Devices;

/// <summary>
/// Tells a device to go on, off or to use no more than a limit, and remembers whether it is off by the VEN: what the owner switched off is not
/// switched on by a limit, nor by its end.
/// </summary>
internal sealed class CommandedSwitch(SwitchCommands commands)
{
    /// <summary>Null until it was seen on: a VEN that died may have switched it off.</summary>
    private bool? _isOffByUs;

    /// <summary>Takes a reading.</summary>
    public void See(DeviceReading reading)
    {
        if (_isOffByUs is null && reading.IsOn is true)
            _isOffByUs = false;
    }

    /// <summary>Sends what brings a limit about; null takes it away.</summary>
    public async Task TellAsync(double? kw, TimeSpan forgottenAfter, Func<string, Task> send)
    {
        // A device without a limit of its own knows on and off only.
        var isOnToo = commands.SetLimit is null || _isOffByUs == true || (kw is null && _isOffByUs is null);
        var isOff = kw == 0 && commands.Off is not null;
        _isOffByUs = isOff ? true : _isOffByUs;
        foreach (var template in commands.For(kw, isOnToo))
            await send(ProfiledFields.Fill(template, kw ?? 0, forgottenAfter));
        if (isOnToo && !isOff)
            _isOffByUs = false;
    }
}
