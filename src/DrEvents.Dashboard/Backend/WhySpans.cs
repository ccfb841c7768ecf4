namespace DrEvents.Dashboard.Backend;

/// <summary><see cref="WhyView"/> without its VENs, which are thousands: they are in the table.</summary>
/// <param name="Intervals">Each five minutes of the event so far.</param>
public sealed record WhySpans(string EventId, IReadOnlyList<WhySpan> Intervals)
{
    /// <summary>The mean over all of them, in the same reasons.</summary>
    public static WhySpan Over(IReadOnlyList<WhySpan> spans)
    {
        var totalS = spans.Sum(Seconds);
        return new WhySpan(
            spans[0].Start,
            spans[^1].End,
            Mean(s => s.RequestedKw),
            Mean(s => s.MeasuredKw),
            Mean(s => s.MissingKw),
            [
                .. spans
                    .SelectMany(s => s.Reasons, (s, r) => (Share: Seconds(s) / totalS, Reason: r))
                    .GroupBy(r => r.Reason.Reason)
                    .Select(g => new WhyReason(g.Key, g.Sum(r => r.Share * r.Reason.Kw), g.Max(r => r.Reason.Vens)))
                    .OrderByDescending(r => Math.Abs(r.Kw)),
            ]
        );

        double Mean(Func<WhySpan, double> of) => spans.Sum(s => Seconds(s) / totalS * of(s));
    }

    private static double Seconds(WhySpan span) => (span.End - span.Start).TotalSeconds;
}
