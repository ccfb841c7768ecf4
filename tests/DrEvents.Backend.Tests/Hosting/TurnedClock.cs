using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>Goes as time does, and a test turns it ahead: what waits for a time until then goes on at once.</summary>
public sealed class TurnedClock : FakeTimeProvider, IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Task _going;

    /// <summary>Begins at the machine's time, in whole milliseconds as times on the wire are.</summary>
    public TurnedClock()
        : base(DateTimeOffset.FromUnixTimeMilliseconds(System.GetUtcNow().ToUnixTimeMilliseconds())) => _going = Task.Run(GoAsync);

    /// <summary>Turns it ahead.</summary>
    public void Turn(double seconds) => AdvanceBy(TimeSpan.FromSeconds(seconds));

    /// <summary>Turns it ahead to a time; it stays where it is when that is past.</summary>
    public void TurnTo(DateTimeOffset time)
    {
        if (time - GetUtcNow() is var left && left > TimeSpan.Zero)
            AdvanceBy(left);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _going;
        _stopping.Dispose();
    }

    private async Task GoAsync()
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Step);
        for (var gone = TimeSpan.Zero; !_stopping.IsCancellationRequested; await timer.WaitForNextTickAsync())
        {
            var now = watch.Elapsed;
            AdvanceBy(now - gone);
            gone = now;
        }
    }

    private void AdvanceBy(TimeSpan time)
    {
        lock (_gate)
            Advance(time);
    }
}
