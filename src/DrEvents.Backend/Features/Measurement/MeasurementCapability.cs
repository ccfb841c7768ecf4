using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Figures of events, and their proof.</summary>
public static class MeasurementCapability
{
    public static void Add(IServiceCollection services) =>
        services
            .AddSingleton<EndedTotals>()
            .AddSingleton<WatchedTotals>()
            .AddSingleton<TracedFigures>()
            .AddSingleton<Replay>()
            .AddSingleton<ActualReductionKw>(EventMetrics.ActualAsync);
}
