namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>
/// Whether a device says that it is connected (model 122) and may enter service (703). An inverter that is neither delivers nothing and obeys all
/// the same: whoever takes it in is told why. It is looked at once a minute.
/// </summary>
internal sealed class SunSpecStanding(SunSpecDevice device, bool isBattery, TimeProvider time)
{
    private const int Connected = 1;
    private const int Available = 2;
    private const int InServiceNever = 0;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long? _readAt;
    private string? _words;

    /// <summary>What keeps it from working, for people; null where nothing does, or where it does not tell.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        if (_readAt is { } at && time.GetElapsedTime(at) < Interval)
            return _words;
        _readAt = time.GetTimestamp();
        try
        {
            _words = await WordsAsync(cancellation);
        }
        catch (DeviceException)
        {
            // It is shown and nothing rests on it: the device does well without.
            _words = null;
        }
        return _words;
    }

    private async Task<string?> WordsAsync(CancellationToken cancellation)
    {
        var status = await device.ReadAsync(SunSpecModels.Status, cancellation);
        if (Lacks(status?.Number("ECPConn"), Connected))
            return "says that it is not connected to the grid (model 122)";
        var part = status?.Number(isBattery ? "StorConn" : "PVConn");
        var name = isBattery ? "battery" : "inverter";
        if (Lacks(part, Connected))
            return $"says that its {name} is not connected (model 122)";
        if (Lacks(part, Available))
            return $"says that its {name} is not available (model 122)";
        var service = await device.ReadAsync(SunSpecModels.EnterService, cancellation);
        return service?.Number("ES") == InServiceNever ? "says that it may not enter service (model 703)" : null;
    }

    private static bool Lacks(double? bits, int bit) => bits is { } said && ((int)said & bit) == 0;
}
