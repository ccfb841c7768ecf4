namespace DrEvents.Ven.Devices.Pulses;

/// <summary>
/// A meter that gives a pulse for each part of a kWh. Its power is what lies between the last two pulses; where the next one is late, it is what the wait
/// leaves possible, so a load that is switched off is seen to go. A silence that is longer than this home's longest waits is no low power: the line may be cut.
/// Pulses tell no direction: what is delivered counts as used.
/// </summary>
/// <param name="listen">Takes the line; its argument is called at each edge, from any thread.</param>
/// <param name="pulsesPerKwh">Pulses that stand for a kWh.</param>
/// <param name="clock">By which pulses are timed.</param>
internal sealed class PulseMeter(Func<Action, IDisposable> listen, double pulsesPerKwh, TimeProvider clock) : IMeterDriver
{
    /// <summary>A pulse lasts 30 ms at least (IEC 62053-31): what follows sooner is a contact that bounces.</summary>
    private static readonly TimeSpan Bounce = TimeSpan.FromMilliseconds(20);

    /// <summary>So long may any home be silent.</summary>
    private static readonly TimeSpan SilenceMin = TimeSpan.FromMinutes(1);

    /// <summary>What a home draws at least, kW, until it was seen to draw less.</summary>
    private const double LeastKw = 0.05;

    /// <summary>A silence may last so many of the longest waits that were seen.</summary>
    private const int LongestWaits = 3;

    private readonly Lock _gate = new();
    private IDisposable? _line;
    private long? _lastAt;
    private TimeSpan? _between;
    private TimeSpan? _waited;
    private TimeSpan _longestWait;

    /// <inheritdoc />
    public TimeSpan ReadInterval { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public Task<MeterReading> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            _line ??= listen(Count);
        }
        catch (Exception e)
        {
            throw new DeviceException(DeviceState.Unreachable, $"the line cannot be used: {e.Message}", e);
        }
        lock (_gate)
        {
            if (_lastAt is not { } last || _between is not { } between)
                throw new DeviceException(DeviceState.Stale, "two pulses are needed to know the power, and have not come yet");
            var since = clock.GetElapsedTime(last);
            if (since > SilentLongest)
                throw new DeviceException(
                    DeviceState.Stale,
                    FormattableString.Invariant(
                        $"no pulse for {since.TotalSeconds:0} s, and this home's longest wait was {_longestWait.TotalSeconds:0} s: a cut line, or less than was ever used"
                    )
                );
            return Task.FromResult(new MeterReading(1 / pulsesPerKwh / (since > between ? since : between).TotalHours));
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _line?.Dispose();
        _line = null;
        return ValueTask.CompletedTask;
    }

    private TimeSpan SilentLongest =>
        Longer(Longer(SilenceMin, TimeSpan.FromHours(1 / pulsesPerKwh / LeastKw)), LongestWaits * _longestWait);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Count()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var since = _lastAt is { } last ? clock.GetElapsedTime(last, now) : (TimeSpan?)null;
            if (since < Bounce)
                return;
            var isUsual = since <= SilentLongest;
            // One long wait can be a line that was cut; two in a row are a home that draws little.
            if (since is { } wait && _waited is { } before)
                _longestWait = Longer(_longestWait, wait < before ? wait : before);
            (_lastAt, _waited, _between) = (now, since, isUsual ? since : null);
        }
    }
}
