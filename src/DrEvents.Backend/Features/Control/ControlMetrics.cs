using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Control;

/// <summary>What the closed loop does, for whoever observes the meter <c>DrEvents.Control</c>.</summary>
public sealed class ControlMetrics : ICountsFromZero
{
    public Counter<long> Looks { get; }
    public Counter<long> Decisions { get; }
    public Counter<long> Changes { get; }

    public ControlMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Control");
        Looks = meter.CreateCounter<long>("drevents.control.looks", "{look}", "Looks at running events that are held at their requests");
        Decisions = meter.CreateCounter<long>("drevents.control.decisions", "{decision}", "Looks after which shares were changed");
        Changes = meter.CreateCounter<long>("drevents.control.changes", "{share}", "Shares that were changed");
    }

    public void Begin()
    {
        foreach (var counter in new[] { Looks, Decisions, Changes })
            counter.Add(0);
    }
}
