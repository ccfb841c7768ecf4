namespace DrEvents.Ven.Devices;

/// <summary>The end of the VEN: the device's limit is taken off, and its driver ends.</summary>
internal sealed partial class DeviceLoad
{
    /// <summary>So often it is looked at the end whether the device shows that it is free.</summary>
    private const int LooksAtEnd = 3;

    /// <summary>Longest that the end of the VEN waits for a device to give its limit back, and for its driver to end.</summary>
    private static readonly TimeSpan EndLongest = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task AbandonAsync()
    {
        await EndLoopAsync();
        await EndDriverAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndLoopAsync();
        if (_keeper is { MayBeLimited: true, IsLeftAlone: false })
            await ReleaseAtEndAsync();
        await EndDriverAsync();
    }

    /// <summary>What does not show that it is free stays in the log as held, so that the next start takes the limit off.</summary>
    private async Task ReleaseAtEndAsync()
    {
        // The call that the end broke off has to be over before another begins.
        await _calls.Ended.WaitAsync(EndLongest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var longest = new CancellationTokenSource(EndLongest);
        try
        {
            _keeper.Writing(Elapsed, null);
            KeepWrite();
            await _calls.LimitAsync(null, TimeSpan.Zero, longest.Token);
            _keeper.Written(Elapsed, null);
            if (await ShowsReleaseAsync(longest.Token) is { } shown)
            {
                LogNotReleased($"it shows {shown}");
                return;
            }
            _keeper.Forget();
            TellHeld(false);
        }
        catch (Exception e) when (e is DeviceException or OperationCanceledException)
        {
            LogNotReleased(e.Message);
        }
    }

    /// <summary>What the device shows instead of its release; null where it shows that.</summary>
    private async Task<string?> ShowsReleaseAsync(CancellationToken cancellation)
    {
        for (var look = 1; ; look++)
        {
            var reading = await _calls.ReadAsync(_description.RatedKw, cancellation);
            if (_keeper.See(Elapsed, reading, reading.PowerKw ?? 0, _traits) == LimitVerdict.Actuated)
                return null;
            if (look == LooksAtEnd)
                return InWords(reading);
            await Task.Delay(LookAgain, cancellation);
        }
    }

    private async Task EndLoopAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndDriverAsync()
    {
        await _driver.DisposeAsync().AsTask().WaitAsync(EndLongest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _alarm.Dispose();
        _stopping.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The limit could not be taken off at the end: {Reason}")]
    private partial void LogNotReleased(string reason);
}
