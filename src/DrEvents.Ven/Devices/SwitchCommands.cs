using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Devices;

/// <summary>What tells a device that nobody knows by itself to go on, off, or to use no more than a limit, as templates.</summary>
/// <param name="On">Switches it on, which is no limit.</param>
/// <param name="Off">Switches it off.</param>
/// <param name="SetLimit">Sets a limit; <c>{kw}</c> or <c>{w}</c> stands for it.</param>
/// <param name="ClearLimit">Takes it away.</param>
/// <param name="Traits">What follows for planning.</param>
internal sealed record SwitchCommands(string? On, string? Off, string? SetLimit, string? ClearLimit, DeviceTraits Traits)
{
    /// <summary>Reads them from the fields of a driver.</summary>
    public static SwitchCommands Read(ProfiledFields fields, LoadDescription load)
    {
        var (on, off) = (fields.Text("on"), fields.Text("off"));
        var (set, clear) = (fields.Text("setLimit"), fields.Text("clearLimit"));
        if (on is null != off is null)
            fields.File.Fail(on is null ? "on" : "off", "missing: one is given without the other");
        if (set is null && off is null && !load.IsCritical)
            fields.File.Fail("off", "missing, and setLimit too: it cannot be shed");
        if (set is not null && clear is null)
            fields.File.Fail("clearLimit", "missing: what takes the limit away");
        var leastKw = set is null ? load.RatedKw : fields.File.Number("leastKw", 0, 0, load.RatedKw);
        var forgets =
            (off ?? set)?.Contains("{seconds}", StringComparison.Ordinal) == true
            && set?.Contains("{seconds}", StringComparison.Ordinal) != false;
        return new SwitchCommands(
            on,
            off,
            set,
            clear,
            new DeviceTraits(leastKw, off is not null || leastKw == 0, forgets ? LimitForgetting.ByDevice : LimitForgetting.ByWatchdog)
            {
                ReadInterval = TimeSpan.FromSeconds(fields.File.Number("readIntervalS", 2, 0.5, 60)),
                CallTimeout = TimeSpan.FromSeconds(fields.File.Number("timeoutS", 3, 0.5, 30)),
                LimitStepKw = fields.File.Number("limitStepKw", 0.01, 0, load.RatedKw),
            }
        );
    }

    /// <summary>The templates that bring a limit about, in order; null takes it away.</summary>
    /// <param name="kw">The limit.</param>
    /// <param name="isOnToo">Whether it has to be switched on as well.</param>
    public IEnumerable<string> For(double? kw, bool isOnToo)
    {
        if (kw == 0 && Off is not null)
            return [Off];
        return ((string?[])[kw is null ? ClearLimit : SetLimit, isOnToo ? On : null]).OfType<string>();
    }
}
