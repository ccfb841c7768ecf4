using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Why;

/// <summary>What a VEN was asked and what its meter showed in a span of an event, and why they differ. Powers in kW, means over the span.</summary>
public sealed record VenSpan(string VenId, double AskedKw, double MeasuredKw, IReadOnlyList<ReasonedKw> Parts);

/// <summary>
/// Explains what is missing: asked − measured = (asked − agreed) + (agreed − promised) + (promised − measured), each with its reason, and what was not
/// heard. Nothing is left over.
/// </summary>
public static class WhyMissing
{
    /// <summary>Smaller parts have no reason of their own, kW.</summary>
    private const double NothingKw = 1e-9;

    /// <param name="began">When the event began: until a VEN is told, shortly after, it is late.</param>
    /// <param name="part">What was measured of it in that span; null when nothing was.</param>
    /// <param name="drift">How the fleet has moved in that span since the baselines were sealed.</param>
    public static VenSpan Of(
        Participation participation,
        MeteredParticipation? meter,
        HeldPart? part,
        Drift drift,
        DateTimeOffset began,
        TimeRange span
    )
    {
        var seconds = (span.End - span.Start).TotalSeconds;
        var parts = new Dictionary<(string, string?), double>();
        var (askedKw, askedS, agreedKw, agreedS) = (0.0, 0.0, 0.0, 0.0);
        var steps = AskedCourse.Of(participation, began);
        for (var i = 0; i < steps.Count; i++)
        {
            var (from, to) = (Later(steps[i].From, span.Start), i + 1 < steps.Count ? Earlier(steps[i + 1].From, span.End) : span.End);
            if (to <= from)
                continue;
            var share = (to - from).TotalSeconds / seconds;
            askedKw += share * steps[i].AskedKw;
            agreedKw += share * steps[i].AgreedKw;
            askedS += steps[i].AskedKw > 0 ? share * seconds : 0;
            agreedS += steps[i].AgreedKw > 0 ? share * seconds : 0;
            Add(steps[i].Reason, steps[i].Detail, share * (steps[i].AskedKw - steps[i].AgreedKw));
        }
        // A reading stands for the time before it; after the last one goes on what it says, until that would be silence.
        var isOut = participation.Status is ParticipationStatus.OptedOut or ParticipationStatus.Displaced;
        var silenceS = isOut ? 0 : Silence.After(meter?.ReportIntervalSeconds ?? Ven.ReportIntervalSecondsDefault).TotalSeconds;
        var measuredS = part is null ? 0 : Math.Max(part.MeasuredS, Math.Min(part.MeasuredS + silenceS, askedS));
        var measuredKw = (ReductionKw(meter, part, drift, span.Start) ?? 0) * Math.Min(1, measuredS / seconds);
        // Of the time in which it had agreed, the part in which it was heard.
        var heard = agreedS > 0 ? Math.Min(1, measuredS / agreedS) : 0;
        var whileAgreedKw = agreedS > 0 ? agreedKw * seconds / agreedS : 0;
        var heardShare = heard * agreedS / seconds;
        var (away, detail) = Away(participation);
        Add(away, detail, agreedKw * (1 - heard));
        var promisedKw = part is { PromisedS: > 0 }
            ? part.PromisedSumKw / part.PromisedS
            : Math.Min(whileAgreedKw, meter?.AcceptedKw ?? whileAgreedKw);
        Add(Reasons.Limit, null, heardShare * (whileAgreedKw - promisedKw));
        Add(meter?.IsNotDelivering == true ? Reasons.NotDelivering : Reasons.Baseline, null, (heardShare * promisedKw) - measuredKw);
        return new VenSpan(
            participation.VenId,
            askedKw,
            measuredKw,
            [.. parts.Where(p => Math.Abs(p.Value) > NothingKw).Select(p => new ReasonedKw(p.Key.Item1, p.Key.Item2, p.Value))]
        );

        void Add(string reason, string? detail, double kw) => parts[(reason, detail)] = parts.GetValueOrDefault((reason, detail)) + kw;
    }

    /// <summary>What it delivered over the time that was measured; without any baseline what it claims; null where it does not.</summary>
    public static double? ReductionKw(MeteredParticipation? meter, HeldPart? part, Drift drift, DateTimeOffset at) =>
        part?.ReductionBy(meter?.BasisAt(at) ?? default) is { } reduction ? drift.MovedKw(reduction) : part?.ClaimedKw;

    /// <summary>Why nothing was measured of one that had agreed.</summary>
    private static (string Reason, string? Detail) Away(Participation participation) =>
        participation.Status switch
        {
            ParticipationStatus.OptedOut => (Reasons.OptedOut, participation.Reason),
            ParticipationStatus.Displaced => (Reasons.Displaced, participation.Reason),
            _ => (Reasons.Offline, "not heard"),
        };

    /// <summary>The same over several spans together.</summary>
    public static VenSpan Over(IReadOnlyList<(TimeRange Span, VenSpan Ven)> spans)
    {
        var totalS = spans.Sum(s => (s.Span.End - s.Span.Start).TotalSeconds);
        double Share(TimeRange span) => (span.End - span.Start).TotalSeconds / totalS;
        return new VenSpan(
            spans[0].Ven.VenId,
            spans.Sum(s => Share(s.Span) * s.Ven.AskedKw),
            spans.Sum(s => Share(s.Span) * s.Ven.MeasuredKw),
            [
                .. spans
                    .SelectMany(s => s.Ven.Parts, (s, p) => p with { Kw = Share(s.Span) * p.Kw })
                    .GroupBy(p => (p.Reason, p.Detail))
                    .Select(g => new ReasonedKw(g.Key.Reason, g.Key.Detail, g.Sum(p => p.Kw)))
                    .OrderByDescending(p => Math.Abs(p.Kw)),
            ]
        );
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
