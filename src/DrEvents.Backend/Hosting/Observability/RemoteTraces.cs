using DrEvents.Mqtt;

namespace DrEvents.Backend.Hosting.Observability;

/// <summary>Traces that VENs say they belong to. What they say is taken for so many messages a second only: it is they who would decide what is recorded.</summary>
public sealed class RemoteTraces(TimeProvider clock)
{
    private const int PerSecondMax = 200;
    private readonly SpanBudget _budget = new(PerSecondMax, clock);

    /// <summary>The trace that a message belongs to; null where it says none, nothing is recorded here, or too many say so.</summary>
    public ActivityContext? Of(MessageTrace? said)
    {
        if (said is not { } trace || !Tracing.Source.HasListeners())
            return null;
        return
            ActivityContext.TryParse(trace.Parent, null, isRemote: true, out var context)
            && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            && _budget.Take()
            ? context
            : null;
    }
}
