using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Events;

/// <summary>Starts and ends events at their time, to the millisecond. A timer: Wolverine looks at scheduled messages every five seconds.</summary>
public sealed class EventClock(
    IDocumentStore store,
    IServiceScopeFactory scopes,
    Pressure pressure,
    TimeProvider clock,
    ILogger<EventClock> log
) : RepeatedWork("Looking for due events", TimeSpan.FromSeconds(1), clock, log)
{
    public const string StepSpan = "drevents event step";
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(2);

    /// <summary>So long before a start or an end others begin to give way: a batch that is being stored then is done in time.</summary>
    private static readonly TimeSpan CalmBefore = TimeSpan.FromMilliseconds(150);
    private readonly ConcurrentDictionary<(string EventId, DateTimeOffset DueAt), TaskCompletionSource> _waiting = new();

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        var until = Clock.GetUtcNow() + Horizon;
        await using var session = store.QuerySession();
        var due = await session
            .Query<DrEvent>()
            .Where(e => e.NextDueAt <= until)
            .Select(e => new { e.Id, e.NextDueAt })
            .ToListAsync(cancellation);
        foreach (var e in due)
        {
            // Keyed by the time too: an event that was moved to an earlier time does not wait for the later one.
            if (_waiting.TryAdd((e.Id, e.NextDueAt!.Value), new()))
                _ = AdvanceAsync(e.Id, e.NextDueAt.Value, cancellation);
        }
    }

    /// <summary>A step that has begun is brought to its end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_waiting.Values.Select(w => w.Task)).WaitAsync(cancellationToken);
    }

    private async Task AdvanceAsync(string eventId, DateTimeOffset dueAt, CancellationToken stopping)
    {
        try
        {
            await UntilAsync(dueAt - CalmBefore, stopping);
            using var urgent = pressure.BeginCommands();
            var askedBy = await AskedByAsync(eventId, stopping);
            await UntilAsync(dueAt, stopping);
            using var about = Log.BeginScope(new Dictionary<string, object> { [nameof(eventId)] = eventId });
            using var span = Tracing.Follow(StepSpan, askedBy, eventId);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new EventDue(eventId), CancellationToken.None);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The step is still due in the store; whoever runs next takes it.
        }
        catch (Exception e)
        {
            Log.LogError(e, "Event {EventId} could not be advanced; it is tried again", eventId);
        }
        finally
        {
            if (_waiting.TryRemove((eventId, dueAt), out var ended))
                ended.SetResult();
        }
    }

    /// <summary>The trace in which the event was asked for; null where nobody would see it.</summary>
    private async Task<string?> AskedByAsync(string eventId, CancellationToken cancellation)
    {
        if (!Tracing.Source.HasListeners())
            return null;
        await using var session = store.QuerySession();
        var first = await session.Events.FetchStreamAsync(eventId, version: 1, token: cancellation);
        return first is [{ Data: EventScheduled asked }, ..] ? asked.Trace : null;
    }

    private async Task UntilAsync(DateTimeOffset at, CancellationToken stopping)
    {
        var wait = at - Clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, Clock, stopping);
    }
}

/// <summary>An event that was asked for, or moved, may be due before the clock looks again.</summary>
public static class WakeEventClockHandler
{
    public static void Handle(Stored<EventScheduled> _, EventClock clock) => clock.Wake();

    public static void Handle(Stored<EventModified> _, EventClock clock) => clock.Wake();
}
