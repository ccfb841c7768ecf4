using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Control;

/// <summary>
/// Has every running event looked at that is controlled, on one of several nodes. A timer, since what is not delivered is no event.
/// </summary>
public sealed class ControlLoop(IDocumentStore store, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ControlLoop> log)
    : RepeatedWork("Holding events at their requests", TimeSpan.FromSeconds(5), clock, log)
{
    private readonly OneOfMany _node = new(store, "control loop", TimeSpan.FromSeconds(8), clock);
    private bool _isThisOne;

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var running = await session.EventIdsAsync(e => e.Status == EventStatus.Active && e.Control == ControlModes.Closed, cancellation);
        if (running.Count == 0)
            return;
        _isThisOne = await _node.IsThisOneAsync(cancellation);
        if (!_isThisOne)
            return;
        foreach (var eventId in running)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                // A look that has begun is brought to its end, also at a stop.
                await scope
                    .ServiceProvider.GetRequiredService<IMessageBus>()
                    .InvokeAsync(new AdjustShares(eventId), CancellationToken.None);
            }
            catch (Exception e)
            {
                // The others are held all the same.
                Log.LogWarning("Event {EventId} was not looked at, which is tried again: {Problem}", eventId, e.Message);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isThisOne)
            await _node.LeaveAsync(cancellationToken);
    }
}
