using System.Diagnostics;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Archive;

/// <summary>Closes due days, reopens what operators ask for, deletes what is too old; a quarter of the time at most.</summary>
public sealed class DayKeeper(
    IDocumentStore store,
    Pressure pressure,
    IOptions<ArchiveOptions> options,
    TimeProvider clock,
    ILogger<DayKeeper> log
) : RepeatedWork("Keeping days of telemetry in order", TimeSpan.FromMinutes(10), clock, log)
{
    private const int RestPerWork = 3;

    /// <summary>A day to which something came within this time is left alone: more may come.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private DateOnly _trimmed;

    public static DateOnly? FirstOpen(DateTimeOffset now, ArchiveOptions options) =>
        options.AfterDays == 0 ? null : TelemetryDays.Of(now).AddDays(-options.AfterDays);

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await ReopenAsync(cancellation);
        await CloseAsync(cancellation);
        await TrimAsync(cancellation);
    }

    private async Task ReopenAsync(CancellationToken stopping)
    {
        await using var session = store.QuerySession();
        var waiting = await session.WaitingToReopenAsync(Clock.GetUtcNow(), stopping);
        foreach (var stream in waiting)
            await store.ReopenAsync(stream, DayContent.Rows, stopping);
        if (waiting.Count > 0)
            Log.LogInformation("Put back {Days} days of VENs that an operator asked for", waiting.Count);
    }

    private async Task CloseAsync(CancellationToken stopping)
    {
        var now = Clock.GetUtcNow();
        if (FirstOpen(now, options.Value) is not { } firstOpen)
            return;
        var (days, samples, bytes) = (0, 0L, 0L);
        await foreach (var stream in store.DueStreamsAsync(TelemetryDays.Name(firstOpen), now - Quiet, now, stopping))
        {
            await pressure.GiveWayAsync(Waiter.Archive, stopping);
            // What an operator asked for goes first; the next look goes on from here.
            if (IsWoken)
                break;
            if (await CloseAsync(stream, stopping) is not { } closed)
                continue;
            (samples, bytes) = (samples + closed.Samples, bytes + closed.Bytes);
            days += closed.IsClosed ? 1 : 0;
        }
        if (days > 0)
            Log.LogInformation("Closed {Days} days of VENs: {Samples} samples in {Bytes} bytes", days, samples, bytes);
    }

    private async Task<ClosingStep?> CloseAsync(string stream, CancellationToken stopping)
    {
        var done = new ClosingStep();
        while (true)
        {
            var begin = Stopwatch.GetTimestamp();
            try
            {
                if (await DayClosing.StepAsync(store, stream, Clock.GetUtcNow(), stopping) is not { } step)
                    return null;
                done = new ClosingStep(done.Samples + step.Samples, done.Bytes + step.Bytes, step.IsClosed);
                if (step.IsClosed || step.Samples == 0)
                    return done;
            }
            catch (Exception e) when (e is not OperationCanceledException && !StoreAway.IsCauseOf(e))
            {
                // One day that cannot be closed does not keep the others open.
                Log.LogError(e, "{Stream} could not be closed and stays as it was", stream);
                return null;
            }
            finally
            {
                await Task.Delay(RestPerWork * Stopwatch.GetElapsedTime(begin), Clock, stopping);
            }
        }
    }

    private async Task TrimAsync(CancellationToken stopping)
    {
        var now = Clock.GetUtcNow();
        if (TelemetryDays.Of(now) == _trimmed)
            return;
        await foreach (var (day, samples) in DayRetention.TrimAsync(store, options.Value, now, stopping))
            Log.LogInformation("Deleted {Samples} samples of {Day}: too old, and no event needs them", samples, TelemetryDays.Name(day));
        _trimmed = TelemetryDays.Of(now);
    }
}
