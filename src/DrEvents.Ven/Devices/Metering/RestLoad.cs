using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Devices.Metering;

/// <summary>A load whose power is what is left of the main meter's; it is measured after all others.</summary>
internal interface IMeasuredLast
{
    /// <summary>What the loads before it use at this moment, kW, and of how many of them that is known.</summary>
    void See(double othersKw, int known);
}

/// <summary>
/// What the main meter shows and no load measures: the rest of the home, which is never shed. With it the panel's power is the meter's. While
/// the meter is away the last difference is kept for a minute; after that the sum of the loads counts, and it is said. What is planned with is
/// <see cref="SteadyRest"/>.
/// </summary>
internal sealed partial class RestLoad : ILoad, IRunsByItself, IMeasuredLast
{
    /// <summary>The id that no other load of a home with a meter may have.</summary>
    public const string Id = "rest";

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndLongest = TimeSpan.FromSeconds(5);
    private const int IntervalsMax = 3;
    private const string KeptWords = "; the sum of the loads counts after a minute";

    private readonly Lock _gate = new();
    private readonly IMeterDriver _driver;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly BoundedCalls _calls;
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _begin;
    private IDeviceListener? _listener;
    private Task _running = Task.CompletedTask;
    private DeviceStatus _status = new(DeviceState.Unreachable, "not read yet", null);
    private DeviceState? _told;
    private MeterReading _reading;
    private TimeSpan? _readAt;
    private readonly SteadyRest _steady = new();
    private double _othersKw;
    private int _othersKnown;
    private double _restKw;
    private TimeSpan? _restAt;
    private DeviceException? _failure;
    private int _failures;

    /// <summary>Puts it together; nothing is connected before <see cref="Start"/>.</summary>
    public RestLoad(IMeterDriver driver, DeviceContext context)
    {
        (_driver, _clock) = (driver, context.Time);
        _logger = context.Loggers.CreateLogger("DrEvents.Ven.Devices.Meter");
        _calls = new BoundedCalls(_clock, _logger);
        _begin = _clock.GetTimestamp();
        Trace = new MeterTrace(_clock);
    }

    /// <summary>The newest readings, for loads without a meter of their own.</summary>
    public MeterTrace Trace { get; }

    /// <summary>What the meter showed last; null before the first reading.</summary>
    public MeterReading? Newest
    {
        get
        {
            lock (_gate)
                return _readAt is null ? null : _reading;
        }
    }

    public LoadDescription Description { get; } =
        new(Id, "Everything else", LoadTypes.Circuit, RatedKw: 100, Priority: 99, IsCritical: true);

    private TimeSpan Elapsed => _clock.GetElapsedTime(_begin);

    private TimeSpan OldAfter => (IntervalsMax * _driver.ReadInterval) + _driver.CallTimeout;

    public void See(double othersKw, int known)
    {
        lock (_gate)
            (_othersKw, _othersKnown) = (othersKw, known);
    }

    public LoadReadout MeasureAt(DateTimeOffset now)
    {
        lock (_gate)
        {
            var at = Elapsed;
            var isOfNow = _readAt is { } read && at - read <= OldAfter;
            if (_readAt is { } readAt && isOfNow)
            {
                (_restKw, _restAt) = (_reading.PowerKw - _othersKw, at);
                _steady.Add(readAt, _restKw, _othersKnown);
            }
            var status = StatusAt(at);
            if (_restAt is not { } known || at - known > KeptFor)
            {
                _steady.Clear();
                return new LoadReadout(0, 0, 0) { Device = status };
            }
            var steadyKw = _steady.Kw ?? _restKw;
            // Of one difference nobody knows whether it was one of the wrong ones.
            return new LoadReadout(isOfNow ? _restKw : steadyKw, steadyKw, steadyKw) { Device = status, SteadyKw = steadyKw };
        }
    }

    /// <summary>Never: it is nobody's to limit.</summary>
    public void LimitTo(double kw, DateTimeOffset now) { }

    public void Release(DateTimeOffset now) { }

    /// <inheritdoc/>
    public void Start(IDeviceListener listener)
    {
        _listener = listener;
        _running = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async Task AbandonAsync() => await DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _driver.DisposeAsync().AsTask().WaitAsync(EndLongest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Reads once, and says how long to wait until the next time.</summary>
    internal async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        var wait = _driver.ReadInterval;
        try
        {
            var reading = await ReadAsync(cancellation);
            lock (_gate)
                (_reading, _readAt, _failures, _failure) = (reading, Elapsed, 0, null);
            Trace.Add(reading.PowerKw);
        }
        catch (DeviceException e)
        {
            lock (_gate)
                (_failure, _failures) = (e, Math.Min(_failures + 1, BackOff.StepsMax));
#pragma warning disable CA5394 // Spreads load; nothing secret hangs on it.
            wait = BackOff.Of(_failures, Random.Shared.NextDouble());
#pragma warning restore CA5394
        }
        Tell();
        return wait;
    }

    /// <summary>How it does now, which its next turn only says to the others.</summary>
    private DeviceStatus StatusAt(TimeSpan at) =>
        _status.State == DeviceState.Ok && _readAt is { } readAt && at - readAt > OldAfter
            ? _status with
            {
                State = DeviceState.Stale,
                Reason = FormattableString.Invariant($"has told nothing for {(at - readAt).TotalSeconds:0} s") + KeptWords,
            }
            : _status;

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await TurnAsync(_stopping.Token), _clock, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogBroken(e);
                await Task.Delay(KeptFor, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<MeterReading> ReadAsync(CancellationToken cancellation)
    {
        var reading = await _calls.RunAsync(_driver.ReadAsync, OldAfter + _driver.LineWait, cancellation);
        return double.IsFinite(reading.PowerKw) && Math.Abs(reading.PowerKw) < 10 * Description.RatedKw
            ? reading
            : throw new DeviceException(DeviceState.Stale, FormattableString.Invariant($"shows {reading.PowerKw} kW, which cannot be"));
    }

    private void Tell()
    {
        DeviceStatus status;
        lock (_gate)
        {
            var isOld = _readAt is not { } readAt || Elapsed - readAt > OldAfter;
            status =
                _failure is { } failure && (_failures > 1 || isOld)
                    ? new DeviceStatus(failure.State, failure.Message + KeptWords, null)
                    : new DeviceStatus(DeviceState.Ok, null, null);
            status = _status = status with { IsRead = _readAt is not null };
        }
        if (_told == status.State)
            return;
        _told = status.State;
        _listener?.StateChanged(Id, status.State, status.Reason);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop of the main meter failed, and goes on in a minute")]
    private partial void LogBroken(Exception e);
}
