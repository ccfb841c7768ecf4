using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Hosting.Observability;
using DrEvents.Contracts;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Counts what VENs answer, and goes on with the trace of each command that has one, until its answer is stored.</summary>
public sealed class AnswerWatch(CommandMetrics metrics, CommandsUnderWay underWay, RemoteTraces traces)
{
    public const string AnswerSpan = "drevents acknowledgement";

    /// <summary>Written for a VEN that says how long it took and has nobody who collects its own spans.</summary>
    public const string VenSpan = "ven command";

    public void See(Intake intake)
    {
        foreach (var (message, stored) in intake.Answers)
        {
            var span = Begin(message, stored);
            intake.WhenStored.Add(() =>
            {
                Count(stored);
                span?.Dispose();
            });
        }
    }

    private void Count(object stored)
    {
        switch (stored)
        {
            case AckReceived { Standing: AckStandings.First } first:
                metrics.Answered(
                    CommandMetrics.OpOf(first.Op),
                    first.Ok ? CommandMetrics.Accepted : CommandMetrics.Refused,
                    first.ResponseMs
                );
                break;
            case AckReceived other:
                metrics.Answered(CommandMetrics.OpOf(other.Op), other.Standing, responseMs: null);
                break;
            case OptedOut:
                metrics.Answered(CommandOps.ShedPanel, "opted_out", responseMs: null);
                break;
            case OptedIn:
                metrics.Answered(CommandOps.ShedPanel, "opted_in", responseMs: null);
                break;
            default:
                metrics.Unmatched.Add(1);
                break;
        }
    }

    private Activity? Begin(InboundMessage message, object stored)
    {
        if (!Tracing.Source.HasListeners() || stored is not AckReceived ack)
            return null;
        // A VEN that answers without its trace has the one that the command went out with.
        if ((traces.Of(message.Trace) ?? underWay.TraceOf(ack.CorrelationId)) is not { } parent)
            return null;
        if (message.Trace?.HandledMs is { } ms)
            Tracing.Beside(VenSpan, ActivityKind.Consumer, parent, message.ReceivedAt.AddMilliseconds(-ms))?.EndAt(message.ReceivedAt);
        var span = Tracing.Beside(AnswerSpan, ActivityKind.Consumer, parent, message.ReceivedAt);
        span?.SetTag(Tracing.CorrelationId, ack.CorrelationId)
            .SetTag("drevents.command.ok", ack.Ok)
            .SetTag("drevents.response_ms", ack.ResponseMs);
        if (EventIds.IsValid(CorrelationIds.OwnerOf(ack.CorrelationId) ?? ""))
            span?.SetTag(Tracing.EventId, CorrelationIds.OwnerOf(ack.CorrelationId));
        return span;
    }
}
