namespace DrEvents.Ven.Devices;

/// <summary>Calls a driver, each call bounded in time. A driver that does not end when it is told to is not called again before it has.</summary>
internal sealed partial class DeviceCalls(IDeviceDriver driver, TimeProvider clock, ILogger logger)
{
    private Task _unended = Task.CompletedTask;

    /// <summary>What the device says, where it makes sense.</summary>
    /// <exception cref="DeviceException">It did not answer, refused, or said what cannot be.</exception>
    public async Task<DeviceReading> ReadAsync(double ratedKw, CancellationToken cancellation)
    {
        var reading = await RunAsync(driver.ReadAsync, driver.Traits.CallTimeout, cancellation);
        // No device of this size uses ten times of what it can: a sentinel, a wrong scale, a register in the middle of a change.
        var mostKw = 10 * ratedKw;
        foreach (var kw in (double?[])[reading.PowerKw, reading.WantedKw, reading.LimitKw])
        {
            if (kw is { } said && !(Math.Abs(said) <= mostKw))
                throw new DeviceException(DeviceState.Stale, FormattableString.Invariant($"says {said} kW, which cannot be"));
        }
        return reading;
    }

    /// <summary>Writes a limit, or takes it away.</summary>
    /// <exception cref="DeviceException">It did not answer, or refused.</exception>
    public Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation) =>
        RunAsync(
            async c =>
            {
                await driver.LimitAsync(kw, forgottenAfter, c);
                return true;
            },
            driver.Traits.CallTimeout,
            cancellation
        );

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan longest, CancellationToken cancellation)
    {
        if (!_unended.IsCompleted)
            throw new DeviceException(DeviceState.Unreachable, "an earlier call has not ended yet");
        using var timeout = new CancellationTokenSource(longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        Task<T>? called = null;
        try
        {
            called = call(both.Token);
            return await called.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _unended = Watched(called);
            throw new DeviceException(DeviceState.Unreachable, FormattableString.Invariant($"no answer within {longest.TotalSeconds} s"));
        }
        catch (OperationCanceledException)
        {
            _unended = Watched(called);
            throw;
        }
        catch (Exception e) when (e is not DeviceException)
        {
            // A driver has thrown what it must not; one device must not end the others.
            LogBroken(e);
            throw new DeviceException(DeviceState.Unreachable, $"the driver failed: {e.Message}", e);
        }
    }

    /// <summary>Nobody waits for the call any more; how it ends is of no interest, and must not be an unobserved failure.</summary>
    private static Task Watched(Task? called) =>
        called?.ContinueWith(c => c.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
        ?? Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "A driver failed in a way that it must not")]
    private partial void LogBroken(Exception e);
}
