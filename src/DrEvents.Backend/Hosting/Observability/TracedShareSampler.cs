using OpenTelemetry.Trace;

namespace DrEvents.Backend.Hosting.Observability;

/// <summary>
/// Traces a share of what begins here, and all that refers to something traced: the start of an event is in a trace if the request for it is. What the
/// store does for itself, its polls above all, begins no trace.
/// </summary>
public sealed class TracedShareSampler(double share) : Sampler
{
    private static readonly SamplingResult Left = new(SamplingDecision.Drop);
    private readonly TraceIdRatioBasedSampler _share = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var link in samplingParameters.Links ?? [])
        {
            if (link.Context.TraceId != default)
                return new(
                    link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop
                );
        }
        return IsStore(samplingParameters) ? Left : _share.ShouldSample(samplingParameters);
    }

    private static bool IsStore(in SamplingParameters span)
    {
        if (span.Name.StartsWith("marten", StringComparison.Ordinal) || span.Name.StartsWith("wolverine", StringComparison.Ordinal))
            return true;
        foreach (var tag in span.Tags ?? [])
        {
            if (tag.Key.StartsWith("db.", StringComparison.Ordinal))
                return true;
        }
        return span.Kind == ActivityKind.Client;
    }
}
