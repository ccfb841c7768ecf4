using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Figures of events, and their proof.</summary>
public static class MeasurementCapability
{
    public static void Add(IServiceCollection services) =>
        services.AddSingleton<WatchedTotals>().AddSingleton<Replay>().AddSingleton<IEventFigures, MeasuredEventFigures>();
}

public sealed class MeasuredEventFigures(TimeProvider clock) : IEventFigures
{
    public async Task<double?> ActualReductionKwAsync(IQuerySession session, DrEvent measured, CancellationToken cancellation)
    {
        var totals = await EventTotals.ReadAsync(session, [measured.Id], clock.GetUtcNow(), cancellation);
        return EventMetrics.ActualReductionKw(measured, totals.GetValueOrDefault(measured.Id, EventTotals.None));
    }
}
