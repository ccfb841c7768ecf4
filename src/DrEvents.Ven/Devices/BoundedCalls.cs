namespace DrEvents.Ven.Devices;

/// <summary>
/// Makes calls that are bounded in time, one at a time. A call that does not end when it is told to is left to itself, and no other is made
/// before it has ended.
/// </summary>
internal sealed partial class BoundedCalls(TimeProvider clock, ILogger logger)
{
    private Task _unended = Task.CompletedTask;

    /// <summary>Ends when the newest call has really ended.</summary>
    public Task Ended => _unended;

    /// <summary>What the call gives.</summary>
    /// <exception cref="DeviceException">It failed, or did not end in time.</exception>
    /// <exception cref="OperationCanceledException">The caller's token ended.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan longest, CancellationToken cancellation)
    {
        if (!_unended.IsCompleted)
            throw new DeviceException(DeviceState.Unreachable, "an earlier call has not ended yet");
        var bound = new Bound(longest, clock, cancellation);
        var called = Begin(call, bound.Token);
        // The token is the call's until it has ended: a source that is disposed while it cancels forgets whom it has not told yet.
        _unended = called.ContinueWith(
            static (ended, bound) =>
            {
                _ = ended.Exception;
                ((Bound)bound!).Dispose();
            },
            bound,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        try
        {
            return await called.WaitAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // This may run within the cancellation, before it has come to the call itself.
            await Task.Yield();
            throw new DeviceException(DeviceState.Unreachable, FormattableString.Invariant($"no answer within {longest.TotalSeconds} s"));
        }
        catch (Exception e) when (e is not (DeviceException or OperationCanceledException))
        {
            // A driver has thrown what it must not; one device must not end the others.
            LogBroken(e);
            throw new DeviceException(DeviceState.Unreachable, $"the driver failed: {e.Message}", e);
        }
    }

    /// <summary>What a driver throws before it gives a task is the same to us as what it throws later.</summary>
    private static async Task<T> Begin<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        await call(cancellation);

    [LoggerMessage(Level = LogLevel.Error, Message = "A driver failed in a way that it must not")]
    private partial void LogBroken(Exception e);

    private sealed class Bound : IDisposable
    {
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _both;

        public Bound(TimeSpan longest, TimeProvider clock, CancellationToken cancellation)
        {
            _timeout = new CancellationTokenSource(longest, clock);
            _both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _timeout.Token);
            Token = _both.Token;
        }

        public CancellationToken Token { get; }

        public void Dispose()
        {
            _both.Dispose();
            _timeout.Dispose();
        }
    }
}
