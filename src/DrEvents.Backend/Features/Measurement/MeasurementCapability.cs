using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry.Archive;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Figures of events, and their proof.</summary>
public static class MeasurementCapability
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<WatchedTotals>().AddSingleton<Replay>();
        services.AddSingleton<IEventFigures, MeasuredEventFigures>().AddSingleton<INeededDays, EventDays>();
    }
}
