using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Control;

/// <summary>The closed loop: while an event runs, the measured reduction is brought to the request and held there.</summary>
public static class ControlCapability
{
    public static void Add(IServiceCollection services) => services.AddCounters<ControlMetrics>().AddActing<ControlLoop>();
}
