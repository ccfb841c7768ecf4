namespace DrEvents.Ven.Devices;

/// <summary>The device's own loop: it reads, writes what is wanted, waits, and tells what has changed.</summary>
internal sealed partial class DeviceLoad
{
    /// <summary>A device that was well for so long is tried again quickly when it fails.</summary>
    private static readonly TimeSpan WellAgain = TimeSpan.FromSeconds(30);

    /// <summary>So soon after a write it is looked whether the device shows it, while it does not.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stopping = new();
    private IDeviceListener? _listener;
    private Task _running = Task.CompletedTask;
    private TimeSpan _tryAt;
    private TimeSpan _readAt;
    private TimeSpan _goodSince;
    private TimeSpan _refusedUntil = TimeSpan.MinValue;
    private string? _refusal;
    private DeviceException? _failure;
    private int _failures;
    private int _steps;
    private bool _isFresh;
    private bool _isReleaseTried;
    private long _restsUntil;

    /// <inheritdoc/>
    public void Start(IDeviceListener listener)
    {
        Listen(listener);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Whom its turns tell what happens.</summary>
    internal void Listen(IDeviceListener listener) => _listener = listener;

    /// <summary>Ends when the newest call to the driver has really ended.</summary>
    internal Task CallEnded => _calls.Ended;

    /// <summary>Whether the loop has done what was due, and waits.</summary>
    internal bool IsAtRest => Volatile.Read(ref _restsUntil) > Elapsed.Ticks;

    /// <summary>Does what is due at the device, one call at most, and says when the next is.</summary>
    internal async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        DueWrite? due;
        lock (_gate)
            due = _keeper.Due(Elapsed, _traits);
        var now = Elapsed;
        if (now >= _tryAt)
        {
            // After a silence it is read first: what is on it, and since when it runs, is not known any more.
            if (MayWrite(due) && due is { } write && write.At <= now)
                await WriteAsync(write.Kw, cancellation);
            else if (now >= _readAt)
                await ReadAsync(cancellation);
        }
        Tell();
        lock (_gate)
        {
            var next = _isFresh && _keeper.Due(Elapsed, _traits) is { } later && later.At < _readAt ? later.At : _readAt;
            next = next > _tryAt ? next : _tryAt;
            // It is told in time that it has told nothing, however long the pause is until it is tried again.
            return _told == DeviceState.Ok && OldAt > Elapsed && OldAt < next ? OldAt : next;
        }
    }

    /// <summary>
    /// One whose readings fail, for a fault of its meter as it may be, is not limited; but each time that it is not read, its release is tried
    /// once.
    /// </summary>
    private bool MayWrite(DueWrite? due) =>
        _isFresh || (due is { Kw: null } && _failure is not null && !_isReleaseTried && (_keeper.MayBeLimited || _isHeld));

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var next = await TurnAsync(_stopping.Token);
                Volatile.Write(ref _restsUntil, next.Ticks);
                await _alarm.WaitUntilAsync(_clock.GetUtcNow() + (next - Elapsed), _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // One device must not end the others, nor itself for good.
                LogBroken(e);
                await Task.Delay(WellAgain, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        _isReleaseTried = false;
        DeviceReading reading;
        try
        {
            reading = await _calls.ReadAsync(_description.RatedKw, cancellation);
        }
        catch (DeviceException e)
        {
            Fail(e);
            return;
        }
        LimitVerdict verdict;
        bool hasLearnt;
        lock (_gate)
        {
            TakeTraits();
            var now = Elapsed;
            _goodSince = _isFresh ? _goodSince : now;
            (_failures, _failure, _isFresh) = (0, null, true);
            hasLearnt = Learn(reading);
            var powerKw = reading.PowerKw ?? (reading.IsOn ?? reading.LimitKw is not 0 ? _estimate.OnKw : 0);
            _seen = new Seen(reading, powerKw, now);
            verdict = _keeper.See(now, reading, powerKw, _traits);
            if (verdict == LimitVerdict.Actuated && !_keeper.MayBeLimited)
                _heldKw = null;
            _readAt = now + (_keeper.IsSettling(now, _traits) ? LookAgain : _traits.ReadInterval);
            if (verdict == LimitVerdict.Ignored)
                Refuse($"was told {InWords(_keeper.WrittenKw)} and shows {InWords(reading)}");
        }
        if (hasLearnt)
            Keep();
        if (verdict == LimitVerdict.Actuated && !_keeper.MayBeLimited)
            TellHeld(false);
        if (verdict == LimitVerdict.Changed)
            SetByHand(InWords(reading));
    }

    private async Task WriteAsync(double? kw, CancellationToken cancellation)
    {
        _isReleaseTried = kw is null;
        // What the owner switched off is left so: after a crash there is nothing to take off.
        if (kw is { } limitKw && _driver.Changes(limitKw))
            TellHeld(true);
        lock (_gate)
            _keeper.Writing(Elapsed, kw);
        KeepWrite();
        try
        {
            await _calls.LimitAsync(kw, LimitKeeper.ForgottenAfter(_traits), cancellation);
        }
        catch (DeviceException e)
        {
            lock (_gate)
            {
                if (e.State == DeviceState.Refused)
                    Refuse(e.Message);
            }
            if (e.State != DeviceState.Refused)
                Fail(e);
            return;
        }
        lock (_gate)
        {
            _keeper.Written(Elapsed, kw);
            _readAt = Elapsed;
        }
    }

    /// <summary>Something is wanted: the loop does what is due now.</summary>
    private void Wake()
    {
        Volatile.Write(ref _restsUntil, 0);
        _alarm.Ring();
    }

    private void Fail(DeviceException e)
    {
        lock (_gate)
        {
            var now = Elapsed;
            _steps = _isFresh && now - _goodSince > WellAgain ? 1 : Math.Min(_steps + 1, BackOff.StepsMax);
            (_failure, _isFresh) = (e, false);
            _failures++;
            _tryAt = now + BackOff.Of(_steps, Jitter());
            _readAt = _tryAt;
            _keeper.Lost();
        }
    }

    private void Refuse(string why) => (_refusal, _refusedUntil) = (why, _keeper.Refused(Elapsed, Jitter()));

    private void SetByHand(string what)
    {
        _listener?.SetByHand(_description.Id, what);
        lock (_gate)
        {
            // Nobody wants it left alone: the reduction was over in this moment.
            if (!_keeper.IsLeftAlone)
                _keeper.Forget();
        }
        TellHeld(false);
    }

#pragma warning disable CA5394 // Spreads load; nothing secret hangs on it.
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394

    [LoggerMessage(Level = LogLevel.Error, Message = "The device's loop failed, and goes on in half a minute")]
    private partial void LogBroken(Exception e);
}
