using System.Diagnostics;
using System.Threading.Channels;
using DrEvents.Backend.Hosting;
using Marten;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Archive;

/// <summary>
/// Closes the days that are due, puts back those that an operator asked for, and deletes what is too old. It works a quarter of the time at
/// most, a VEN's day at a time, so that what comes in meanwhile hardly notices.
/// </summary>
public sealed partial class DayKeeper(IDocumentStore store, IOptions<ArchiveOptions> options, TimeProvider clock, ILogger<DayKeeper> log)
    : BackgroundService
{
    private const int RestorePage = 100;

    /// <summary>Rest after a step, in lengths of that step.</summary>
    private const int RestPerWork = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private DateOnly _trimmed;

    /// <summary>An operator asked for days.</summary>
    public void Nudge() => _nudges.Writer.TryWrite(true);

    /// <summary>The first day that stays open at this time; null when no day is closed.</summary>
    public static DateOnly? FirstOpen(DateTimeOffset now, ArchiveOptions options) =>
        options.AfterDays == 0 ? null : TelemetryDays.Of(now).AddDays(-options.AfterDays);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RestoreAsync(stoppingToken);
                await CloseAsync(stoppingToken);
                await TrimAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e.Message);
            }
            await Task.WhenAny(Task.Delay(Interval, clock, stoppingToken), _nudges.Reader.WaitToReadAsync(stoppingToken).AsTask());
            stoppingToken.ThrowIfCancellationRequested();
            _nudges.Reader.TryRead(out _);
        }
    }

    /// <summary>Puts back what was asked for; an operator waits, so without a rest.</summary>
    private async Task RestoreAsync(CancellationToken stopping)
    {
        for (var days = 0; ; )
        {
            await using var session = store.QuerySession();
            var waiting = await DayRestoring.WaitingAsync(session, clock.GetUtcNow(), RestorePage, stopping);
            foreach (var stream in waiting)
                await DayRestoring.RestoreAsync(store, stream, stopping);
            days += waiting.Count;
            if (waiting.Count < RestorePage)
            {
                if (days > 0)
                    LogRestored(log, days);
                return;
            }
        }
    }

    private async Task CloseAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        if (FirstOpen(now, options.Value) is not { } firstOpen)
            return;
        var (days, samples, bytes) = (0, 0L, 0L);
        await foreach (var stream in OpenDays.DueAsync(store, firstOpen, now, stopping))
        {
            // What an operator asked for goes first; the next look goes on from here.
            if (_nudges.Reader.TryPeek(out _))
                break;
            if (await CloseAsync(stream, stopping) is not { } closed)
                continue;
            (samples, bytes) = (samples + closed.Samples, bytes + closed.Bytes);
            days += closed.IsClosed ? 1 : 0;
        }
        if (days > 0)
            LogClosed(log, days, samples, bytes);
    }

    private async Task<ClosingStep?> CloseAsync(string stream, CancellationToken stopping)
    {
        var done = new ClosingStep();
        while (true)
        {
            var begin = Stopwatch.GetTimestamp();
            try
            {
                if (await DayClosing.StepAsync(store, stream, clock.GetUtcNow(), stopping) is not { } step)
                    return null;
                done = new ClosingStep(done.Samples + step.Samples, done.Bytes + step.Bytes, step.IsClosed);
                if (step.IsClosed || step.Samples == 0)
                    return done;
            }
            catch (Exception e) when (e is not OperationCanceledException && !StoreAway.IsCauseOf(e))
            {
                // One day that cannot be closed does not keep the others open.
                LogNotClosed(log, e, stream);
                return null;
            }
            finally
            {
                await Task.Delay(RestPerWork * Stopwatch.GetElapsedTime(begin), clock, stopping);
            }
        }
    }

    /// <summary>Once a day, and after a start.</summary>
    private async Task TrimAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        if (TelemetryDays.Of(now) == _trimmed)
            return;
        await foreach (var (day, samples) in DayRetention.TrimAsync(store, options.Value, now, stopping))
            LogDeleted(log, samples, TelemetryDays.Name(day));
        _trimmed = TelemetryDays.Of(now);
    }

    [LoggerMessage(LogLevel.Information, "Closed {Days} days of VENs: {Samples} samples in {Bytes} bytes")]
    private static partial void LogClosed(ILogger log, int days, long samples, long bytes);

    [LoggerMessage(LogLevel.Information, "Put back {Days} days of VENs that an operator asked for")]
    private static partial void LogRestored(ILogger log, int days);

    [LoggerMessage(LogLevel.Information, "Deleted {Samples} samples of {Day}: too old, and no event needs them")]
    private static partial void LogDeleted(ILogger log, long samples, string day);

    [LoggerMessage(LogLevel.Error, "{Stream} could not be closed and stays as it was")]
    private static partial void LogNotClosed(ILogger log, Exception cause, string stream);

    [LoggerMessage(LogLevel.Warning, "Days of telemetry could not be kept in order: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);
}
