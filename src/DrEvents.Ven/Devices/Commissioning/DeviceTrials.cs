using DrEvents.Ven.Devices.Metering;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>Sheds one device for ten seconds, and watches it and the main meter.</summary>
/// <param name="device">The device.</param>
/// <param name="meter">The main meter; null where the home has none.</param>
/// <param name="clock">The VEN's clock.</param>
internal sealed class DeviceTrials(DeviceLoad device, RestLoad? meter, TimeProvider clock)
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShedFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Puts the trial's limit on, kW; null limits the device itself, which is right where nobody else does.</summary>
    public Action<double, DateTimeOffset>? Limit { get; init; }

    /// <summary>Takes it off; null releases the device itself.</summary>
    public Action<DateTimeOffset>? Release { get; init; }

    /// <summary>Who asks confirms that a device which is seen running has run for its least time.</summary>
    public bool HasRunLong { get; init; }

    /// <summary>Does it once. The device is released at the end, whatever happens.</summary>
    /// <exception cref="DeviceException">The device is not ready, or cannot be shed now.</exception>
    public async Task<Trial> RunAsync(CancellationToken cancellation)
    {
        await ReadyAsync(cancellation);
        CheckMayGoOff();
        var at = clock.GetUtcNow();
        var (beforeKw, meterBefore) = await WatchAsync(Watched, cancellation);
        var readout = device.MeasureAt(clock.GetUtcNow());
        if (readout.LowestKw >= readout.WantedKw)
            throw new DeviceException(DeviceState.Refused, "cannot be shed now: it is off, or has to run");
        var began = clock.GetTimestamp();
        (Limit ?? device.LimitTo)(readout.LowestKw, clock.GetUtcNow());
        Trial trial;
        try
        {
            var actuatedS = await ActuatedAsync(began, cancellation);
            var left = ShedFor - Watched - clock.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, clock, cancellation);
            var (duringKw, meterDuring) = await WatchAsync(Watched, cancellation);
            trial = new Trial(device.Description, at, beforeKw, duringKw, actuatedS)
            {
                IsEstimated = readout.Device is { IsEstimated: true },
                MeterBefore = meterBefore,
                MeterDuring = meterDuring,
            };
        }
        finally
        {
            (Release ?? device.Release)(clock.GetUtcNow());
        }
        return trial with { StaysOffFor = device.StaysOffFor };
    }

    /// <summary>What protects a compressor holds for a trial too, as far as anybody knows when it went on.</summary>
    private void CheckMayGoOff()
    {
        if (HasRunLong)
            device.TakeAsRunLong();
        if (device.MustRun is not { } must)
            return;
        var until = (clock.GetUtcNow() + must.Left).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var words = FormattableString.Invariant(
            $"has to run for {must.Least.TotalMinutes:0.#} min once it is on, and can be tried at {until} UTC"
        );
        throw new DeviceException(
            DeviceState.Refused,
            must.IsStartSeen
                ? words
                : words
                    + ". Nobody has seen when it went on, so that counts from the first reading. Who knows that it has run for so long may confirm it and try at once: "
                    + "a compressor that is switched off sooner starts against pressure, which wears it out"
        );
    }

    private async Task ReadyAsync(CancellationToken cancellation)
    {
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < ReadyWithin; await Task.Delay(Look, clock, cancellation))
        {
            if (device.MeasureAt(clock.GetUtcNow()).Device is { State: DeviceState.Ok } && meter?.Newest is not null == (meter is not null))
                return;
        }
        var status = device.MeasureAt(clock.GetUtcNow()).Device!;
        throw status.State == DeviceState.Ok
            ? new DeviceException(DeviceState.Unreachable, "the main meter shows nothing")
            : new DeviceException(status.State, status.Reason ?? status.Word);
    }

    private async Task<double?> ActuatedAsync(long began, CancellationToken cancellation)
    {
        for (; clock.GetElapsedTime(began) < ShedFor - Watched; await Task.Delay(Look, clock, cancellation))
        {
            if (device.MeasureAt(clock.GetUtcNow()).Device is { IsActuated: true })
                return clock.GetElapsedTime(began).TotalSeconds;
        }
        return null;
    }

    /// <summary>Means over a while: single readings of a home are noisy.</summary>
    private async Task<(double Kw, MeterReading? Meter)> WatchAsync(TimeSpan time, CancellationToken cancellation)
    {
        var (sumKw, count) = (0.0, 0);
        MeterReading? sum = null;
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < time; await Task.Delay(Look, clock, cancellation))
        {
            sumKw += device.MeasureAt(clock.GetUtcNow()).PowerKw;
            if (meter?.Newest is { } newest)
                sum = sum is { } s ? Plus(s, newest) : newest;
            count++;
        }
        return (sumKw / count, sum is { } all ? Times(all, 1.0 / count) : null);
    }

    private static MeterReading Plus(MeterReading a, MeterReading b) =>
        new(a.PowerKw + b.PowerKw)
        {
            L1Kw = a.L1Kw + b.L1Kw,
            L2Kw = a.L2Kw + b.L2Kw,
            L3Kw = a.L3Kw + b.L3Kw,
        };

    private static MeterReading Times(MeterReading reading, double share) =>
        new(share * reading.PowerKw)
        {
            L1Kw = share * reading.L1Kw,
            L2Kw = share * reading.L2Kw,
            L3Kw = share * reading.L3Kw,
        };
}
