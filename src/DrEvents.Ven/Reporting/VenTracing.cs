using System.Diagnostics;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;

namespace DrEvents.Ven.Reporting;

/// <summary>
/// The VEN's spans. A box has nobody who collects them: there the answer says how long it took, and the backend writes the span for it.
/// </summary>
internal static class VenTracing
{
    /// <summary>Name of the source, for whoever collects spans in the same process.</summary>
    public const string SourceName = "DrEvents.Ven";

    /// <summary>A command is obeyed and answered.</summary>
    public const string Command = "ven command";

    /// <summary>The first sample after a reduction began or ended is measured.</summary>
    public const string Sample = "ven sample";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a span of a trace that came with a message; null where none came, or nobody collects.</summary>
    public static Activity? Begin(string name, MessageTrace? trace, string venId) =>
        trace is { } said && Source.HasListeners() && ActivityContext.TryParse(said.Parent, null, isRemote: true, out var context)
            ? Source.StartActivity(name, ActivityKind.Consumer, context, [new("drevents.ven.id", venId)])
            : null;

    /// <summary>The trace that an answer carries: the VEN's own span, or the one that it came from with the time that it took.</summary>
    public static MessageTrace? Answer(Activity? span, MessageTrace? trace, TimeSpan took) =>
        span?.Id is { } id ? new MessageTrace(id)
        : trace is { } said ? new MessageTrace(said.Parent, took.TotalMilliseconds)
        : null;
}

/// <summary>Has the first sample after a command carry the command's trace: it is the one that shows what came of it.</summary>
internal sealed class TracedReport
{
    private volatile Told? _told;
    private volatile Traced? _traced;

    private sealed record Told(MessageTrace Trace);

    private sealed record Traced(byte[] Payload, MessageTrace Trace);

    /// <summary>The next sample shows what came of a command with this trace; null for a command without one.</summary>
    public void Expect(MessageTrace? trace) => _told = trace is { } said ? new(said) : null;

    /// <summary>The sample as it is sent.</summary>
    public byte[] Sent(TelemetrySample sample)
    {
        var payload = sample.ToUtf8();
        if (_told is not { } told)
            return payload;
        _told = null;
        using var span = VenTracing.Begin(VenTracing.Sample, told.Trace, sample.VenId);
        _traced = new(payload, new MessageTrace(span?.Id ?? told.Trace.Parent));
        return payload;
    }

    /// <summary>The trace of a payload that <see cref="Sent"/> made; null for all but the newest that has one.</summary>
    public MessageTrace? Of(byte[] payload) => _traced is { } traced && ReferenceEquals(traced.Payload, payload) ? traced.Trace : null;
}
