using System.Collections.Concurrent;
using DrEvents.Backend.Features.Events;
using Marten;
using Wolverine;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Starts and ends events at their time. Once a second it asks the store which events are due within the next moments, and waits for
/// each of them to the millisecond; so the start does not wait for the next look, and no look depends on what a process remembers.
/// </summary>
public sealed partial class EventClock(IDocumentStore store, IServiceScopeFactory scopes, TimeProvider clock, ILogger<EventClock> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string EventId, DateTimeOffset DueAt), byte> _waiting = new();
    private readonly SemaphoreSlim _nudged = new(0, 1);

    /// <summary>Something changed that may be due before the next look.</summary>
    public void Nudge()
    {
        try
        {
            _nudged.Release();
        }
        catch (SemaphoreFullException)
        {
            // A nudge is waiting already; one look serves both.
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first message of its kind compiles its handler. No event has this id, so nothing else happens, and no operator's event waits.
        await AdvanceAsync("warm-up", clock.GetUtcNow(), stoppingToken);
        var nudge = _nudged.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e.Message);
            }
            if (await Task.WhenAny(Task.Delay(Interval, clock, stoppingToken), nudge) == nudge && !stoppingToken.IsCancellationRequested)
                nudge = _nudged.WaitAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var until = clock.GetUtcNow() + Horizon;
        await using var session = store.QuerySession();
        var due = await session
            .Query<DrEvent>()
            .Where(e => e.NextDueAt <= until)
            .Select(e => new { e.Id, e.NextDueAt })
            .ToListAsync(stopping);
        foreach (var e in due)
        {
            // Keyed by the time too: an event that was moved to an earlier time does not wait for the later one.
            if (_waiting.TryAdd((e.Id, e.NextDueAt!.Value), 0))
                _ = AdvanceAsync(e.Id, e.NextDueAt.Value, stopping);
        }
    }

    private async Task AdvanceAsync(string eventId, DateTimeOffset dueAt, CancellationToken stopping)
    {
        try
        {
            var wait = dueAt - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, stopping);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new AdvanceEvent(eventId), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The step is still due in the store; whoever runs next takes it.
        }
        catch (Exception e)
        {
            LogNotAdvanced(log, e, eventId);
        }
        finally
        {
            _waiting.TryRemove((eventId, dueAt), out _);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _nudged.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Due events could not be looked up: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);

    [LoggerMessage(LogLevel.Error, "Event {EventId} could not be advanced; it is tried again")]
    private static partial void LogNotAdvanced(ILogger log, Exception cause, string eventId);
}
