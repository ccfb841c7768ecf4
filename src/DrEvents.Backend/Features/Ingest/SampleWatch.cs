using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Counts the new samples of a batch once it is stored, and goes on with the trace of each that has one, to the figures that show it.</summary>
public sealed class SampleWatch(IngestMetrics metrics, AgentMetrics agents, RemoteTraces traces, TracedFigures figures, TimeProvider clock)
{
    public const string SampleSpan = "drevents sample";

    public void See(Intake intake)
    {
        if (intake.Samples.Count > 0)
            intake.WhenStored.Add(() => Count(intake.Samples));
        if (!Tracing.Source.HasListeners())
            return;
        foreach (var (message, sample) in intake.Samples)
        {
            if (traces.Of(message.Trace) is not { } parent)
                continue;
            var span = Tracing.Beside(SampleSpan, ActivityKind.Consumer, parent, message.ReceivedAt);
            span?.SetTag(Tracing.VenId, sample.VenId).SetTag(Tracing.EventId, sample.EventId);
            intake.WhenStored.Add(() =>
            {
                span?.EndAt(clock.GetUtcNow());
                figures.Follow(span?.Context ?? parent, sample);
            });
        }
    }

    private void Count(List<(InboundMessage Message, TelemetrySample Sample)> samples)
    {
        metrics.Samples.Add(samples.Count);
        foreach (var (message, sample) in samples)
        {
            // A clock that is ahead has samples of the future; they are flagged, and no age.
            metrics.SampleAge.Record(Math.Max(0, (message.ReceivedAt - sample.At).TotalSeconds));
            if (sample.Agent is { } agent)
                agents.Add(agent);
        }
    }
}
