using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Measurement;

public sealed class MeasuredEventFigures(TimeProvider clock) : IEventFigures
{
    public async Task<double?> ActualReductionKwAsync(IQuerySession session, DrEvent measured, CancellationToken cancellation)
    {
        var totals = await EventTotals.ReadAsync(session, [measured.Id], clock.GetUtcNow(), cancellation);
        return EventMetrics.ActualReductionKw(measured, totals.GetValueOrDefault(measured.Id, EventTotals.None));
    }
}
