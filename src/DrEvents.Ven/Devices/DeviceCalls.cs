namespace DrEvents.Ven.Devices;

/// <summary>Calls a driver, each call bounded in time.</summary>
internal sealed class DeviceCalls(IDeviceDriver driver, TimeProvider clock, ILogger logger)
{
    private readonly BoundedCalls _calls = new(clock, logger);

    /// <summary>Ends when the newest call has really ended.</summary>
    public Task Ended => _calls.Ended;

    private TimeSpan Longest => driver.Traits.CallTimeout + driver.Traits.LineWait;

    /// <summary>What the device says, where it makes sense.</summary>
    /// <exception cref="DeviceException">It did not answer, refused, or said what cannot be.</exception>
    public async Task<DeviceReading> ReadAsync(double ratedKw, CancellationToken cancellation)
    {
        var reading = await _calls.RunAsync(driver.ReadAsync, Longest, cancellation);
        // No device of this size uses ten times of what it can: a sentinel, a wrong scale, a register in the middle of a change.
        var mostKw = 10 * ratedKw;
        foreach (var kw in (double?[])[reading.PowerKw, reading.WantedKw, reading.LimitKw])
        {
            if (kw is { } said && !(Math.Abs(said) <= mostKw))
                throw new DeviceException(DeviceState.Stale, FormattableString.Invariant($"says {said} kW, which cannot be"));
        }
        // What is only shown is not shown where it cannot be; nobody needs it to limit the device.
        return reading with
        {
            StateOfChargePercent = reading.StateOfChargePercent is >= 0 and <= 100 ? reading.StateOfChargePercent : null,
            TemperatureC = reading.TemperatureC is > -100 and < 1_000 ? reading.TemperatureC : null,
            NeededKwh = reading.NeededKwh is >= 0 and < 1_000_000 ? reading.NeededKwh : null,
        };
    }

    /// <summary>Writes a limit, or takes it away.</summary>
    /// <exception cref="DeviceException">It did not answer, or refused.</exception>
    public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation) =>
        _calls.RunAsync(
            async c =>
            {
                await driver.LimitAsync(kw, forgottenAfter, c);
                return true;
            },
            Longest,
            cancellation
        );
}
