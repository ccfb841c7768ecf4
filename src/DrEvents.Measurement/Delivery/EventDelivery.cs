using DrEvents.Measurement.Engine;
using NodaTime;

namespace DrEvents.Measurement.Delivery;

/// <summary>
/// What a VEN or a portfolio delivered in an event. Powers in kW, energies in kWh, ratios as shares of one; not rounded before <see cref="Rounded"/>.
/// Means and energies are of the time that intervals share with the event: an interval that reaches over its start or end counts with that part, as if
/// its mean held all through it. They are null where any of that time is not known. Worst interval, band and times look at the intervals of which half
/// at least lies in the event.
/// </summary>
public sealed record EventDelivery
{
    /// <summary>The intervals that the event touches, in the order of time.</summary>
    public required IReadOnlyList<DeliveryInterval> Intervals { get; init; }

    /// <summary>Mean of the signed reduction.</summary>
    public required double? MeanKw { get; init; }

    /// <summary>Mean of the clipped reduction, max(0, R) in each interval.</summary>
    public required double? ClippedMeanKw { get; init; }

    /// <summary>Signed mean ÷ requested; null where nothing was asked for.</summary>
    public required double? PerformanceRatio { get; init; }

    /// <summary>The least of R ÷ requested over the intervals that are known.</summary>
    public required double? WorstRatio { get; init; }

    /// <summary>Share of the event's intervals with |R − requested| within the band (5 %) of what was asked for; one that is not known is not within it.</summary>
    public required double? ShareWithinBand { get; init; }

    /// <summary>
    /// From the start of the event to the begin of the first interval whose R is at least 10 % of what was asked for; null where none is. It is known to
    /// an interval's length: 0 says that it was in the first one.
    /// </summary>
    public required Duration? ToFirstResponse { get; init; }

    /// <summary>
    /// From the start to the begin of the first interval from which on R is at least 90 % of what was asked for in every interval to the end of the
    /// event; null where the last one is below that or not known. Known to an interval's length.
    /// </summary>
    public required Duration? ToSustained { get; init; }

    /// <summary>Σ R·Δt.</summary>
    public required double? EnergyKwh { get; init; }

    /// <summary>Σ max(0, R)·Δt.</summary>
    public required double? ClippedEnergyKwh { get; init; }

    /// <summary>Why there is no mean and no energy; null where there is one.</summary>
    public required string? Problem { get; init; }

    /// <param name="intervals">Interval means; none may overlap another, and those outside of the event do not count.</param>
    public static EventDelivery Of(DeliveryQuestion question, IReadOnlyList<DeliveryInterval> intervals)
    {
        if (question.End <= question.Start)
            throw new ArgumentException("an event ends after it starts", nameof(question));
        if (!(question.RequestedKw >= 0) || double.IsInfinity(question.RequestedKw))
            throw new ArgumentException("what is asked for is a power of 0 or more", nameof(question));
        var ordered = intervals.OrderBy(i => i.Start).ToList();
        if (ordered.Any(i => i.End <= i.Start) || ordered.Zip(ordered.Skip(1)).Any(p => p.First.End > p.Second.Start))
            throw new ArgumentException("intervals end after they start, and none overlaps another", nameof(intervals));
        var time = new Span(question.Start, question.End);
        List<DeliveryInterval> touched = [.. ordered.Where(i => time.HoursOf(i) > 0)];
        List<DeliveryInterval> judged = [.. touched.Where(i => time.HoursOf(i) >= (i.End - i.Start).TotalHours / 2)];
        var energy = time.SumKwh(touched, i => i.SignedKw);
        var clipped = time.SumKwh(touched, i => i.ClippedKw);
        return new EventDelivery
        {
            Intervals = touched,
            MeanKw = energy / time.Hours,
            ClippedMeanKw = clipped / time.Hours,
            PerformanceRatio = Ratio(energy / time.Hours, question),
            WorstRatio = Ratio(judged.Min(i => i.SignedKw), question),
            ShareWithinBand =
                question.RequestedKw > 0 && judged.Count > 0 ? (double)judged.Count(i => IsWithin(i, question)) / judged.Count : null,
            ToFirstResponse = FirstResponse(judged, question),
            ToSustained = Sustained(judged, question),
            EnergyKwh = energy,
            ClippedEnergyKwh = clipped,
            Problem = energy is null ? Unknown(time, touched) : null,
        };
    }

    /// <summary>Rounded half away from zero, once, at the end (<see cref="BaselineResult.Round(double, int)"/>): 6 digits, ratios 9.</summary>
    public EventDelivery Rounded() =>
        this with
        {
            MeanKw = BaselineResult.Round(MeanKw),
            ClippedMeanKw = BaselineResult.Round(ClippedMeanKw),
            PerformanceRatio = BaselineResult.Round(PerformanceRatio, BaselineResult.FactorDigits),
            WorstRatio = BaselineResult.Round(WorstRatio, BaselineResult.FactorDigits),
            ShareWithinBand = BaselineResult.Round(ShareWithinBand, BaselineResult.FactorDigits),
            EnergyKwh = BaselineResult.Round(EnergyKwh),
            ClippedEnergyKwh = BaselineResult.Round(ClippedEnergyKwh),
        };

    private static double? Ratio(double? kw, DeliveryQuestion question) => question.RequestedKw > 0 ? kw / question.RequestedKw : null;

    private static bool IsWithin(DeliveryInterval interval, DeliveryQuestion question) =>
        interval.SignedKw is { } kw
        && BaselineResult.Round(Math.Abs(kw - question.RequestedKw)) <= BaselineResult.Round(question.BandShare * question.RequestedKw);

    private static bool Reaches(DeliveryInterval interval, DeliveryQuestion question, double share) =>
        interval.SignedKw is { } kw && BaselineResult.Round(kw) >= BaselineResult.Round(share * question.RequestedKw);

    private static Duration? FirstResponse(List<DeliveryInterval> judged, DeliveryQuestion question)
    {
        var first = judged.FindIndex(i => question.RequestedKw > 0 && Reaches(i, question, question.FirstResponseShare));
        return first < 0 ? null : Since(question, judged[first]);
    }

    private static Duration? Sustained(List<DeliveryInterval> judged, DeliveryQuestion question)
    {
        var lastBelow = judged.FindLastIndex(i => question.RequestedKw == 0 || !Reaches(i, question, question.SustainedShare));
        return lastBelow == judged.Count - 1 ? null : Since(question, judged[lastBelow + 1]);
    }

    /// <summary>An interval that begins before the event is in it from its start on.</summary>
    private static Duration Since(DeliveryQuestion question, DeliveryInterval interval) =>
        Duration.Max(Duration.Zero, interval.Start - question.Start);

    private static string Unknown(Span time, List<DeliveryInterval> touched)
    {
        var (load, baseline) = (touched.Count(i => i.SignedKw is null), touched.Count(i => !i.HasBaseline));
        return baseline > 0 ? $"there is no baseline in {baseline} of {touched.Count} intervals of the event"
            : load > 0 ? $"the load is not known in {load} of {touched.Count} intervals of the event"
            : FormattableString.Invariant($"{(time.Hours - touched.Sum(time.HoursOf)) * 60:0.##} minutes of the event have no interval");
    }
}
