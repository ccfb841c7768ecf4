namespace DrEvents.Ven.Devices.Relays;

/// <summary>
/// A load behind a relay. The line is taken when it is first read, at the level at which the load runs: whatever was before, a VEN that begins
/// has shed nothing yet.
/// </summary>
/// <param name="open">Takes the line at a level.</param>
/// <param name="isShedHigh">Whether the load is shed while the line is high.</param>
/// <param name="ratedKw">What the load uses at most.</param>
/// <param name="isSgReady">Whether the relay is the lock contact of a heat pump, which bears a lock for so long only.</param>
/// <param name="clock">By which locks are counted.</param>
internal sealed class RelayDevice(Func<bool, IRelayLine> open, bool isShedHigh, double ratedKw, bool isSgReady, TimeProvider clock)
    : IDeviceDriver
{
    /// <summary>Longest lock that the label SG Ready of the German heat pump association (BWP) has a heat pump bear.</summary>
    private static readonly TimeSpan LockLongest = TimeSpan.FromHours(2);

    /// <summary>Once it was locked or let go, a compressor has to stay so for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    private readonly LongestLimit _lock = new(isSgReady ? LockLongest : null, clock);
    private IRelayLine? _line;

    /// <summary>The kernel keeps a line as it was set: only the VEN takes a limit off.</summary>
    public DeviceTraits Traits { get; } =
        new(ratedKw, CanBeOff: true, LimitForgetting.ByWatchdog)
        {
            LeastOn = isSgReady ? Rest : TimeSpan.Zero,
            LeastOff = isSgReady ? Rest : TimeSpan.Zero,
        };

    public Task<DeviceReading> ReadAsync(CancellationToken cancellation)
    {
        var isShed = Try(line => line.IsHigh == isShedHigh);
        return Task.FromResult(
            new DeviceReading(PowerKw: null)
            {
                IsOn = !isShed,
                LimitKw = isShed ? 0 : null,
                IsLimitRead = true,
                IsUrgent = _lock.IsOver(isShed),
            }
        );
    }

    public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        var isShed = kw is { } limit && limit < ratedKw;
        Try(line =>
        {
            line.Set(isShed == isShedHigh);
            return true;
        });
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _line?.Dispose();
        _line = null;
        return ValueTask.CompletedTask;
    }

    /// <summary>A line that fails is taken anew by the next call: the module behind it may have been unplugged.</summary>
    private T Try<T>(Func<IRelayLine, T> act)
    {
        try
        {
            return act(_line ??= open(!isShedHigh));
        }
        catch (Exception e)
        {
            _line?.Dispose();
            _line = null;
            throw new DeviceException(DeviceState.Unreachable, $"the line cannot be used: {e.Message}", e);
        }
    }
}
