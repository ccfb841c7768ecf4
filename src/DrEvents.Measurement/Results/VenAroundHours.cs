using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>
/// The time around an event that is looked at of one VEN: it ends with the begin of the VEN's next event, and begins with the end of the one before.
/// </summary>
/// <param name="BeforeWhy">Why nothing before the event is looked at; null where it is.</param>
/// <param name="AfterWhy">Why nothing after it is.</param>
public sealed record VenAroundHours(MeasuredHours Before, string? BeforeWhy, MeasuredHours After, string? AfterWhy)
{
    /// <param name="held">When other events held the VEN.</param>
    /// <param name="at">When the result is made.</param>
    public static VenAroundHours Of(MeasuredHours hours, ResultAround around, IReadOnlyList<HeldElsewhere> held, DateTimeOffset at)
    {
        var (before, after) = (around.Before(hours), around.After(hours));
        var (beforeN, beforeWhy) = LeftBefore(before, held);
        var (afterN, afterWhy) = around.IsOver(at) ? LeftAfter(after, held) : (0, ResultAround.NotYet);
        return new VenAroundHours(
            before with
            {
                Start = before.End - Minutes(before, beforeN),
            },
            beforeWhy,
            after with
            {
                End = after.Start + Minutes(after, afterN),
            },
            afterWhy
        );
    }

    private static (int Intervals, string? Why) LeftBefore(MeasuredHours before, IReadOnlyList<HeldElsewhere> held)
    {
        List<HeldElsewhere> meets = [.. held.Where(h => Meets(h, before))];
        if (meets.Count == 0 || before.Intervals == 0)
            return (before.Intervals, null);
        var ends = meets.Max(h => End(h));
        var left = ends >= before.End ? 0 : (int)((before.End - ends).TotalMinutes / before.IntervalMinutes);
        return left > 0 ? (left, null) : (0, "another event held the VEN until its begin");
    }

    private static (int Intervals, string? Why) LeftAfter(MeasuredHours after, IReadOnlyList<HeldElsewhere> held)
    {
        List<HeldElsewhere> meets = [.. held.Where(h => Meets(h, after))];
        if (meets.Count == 0)
            return (after.Intervals, null);
        var begins = meets.Min(h => h.From);
        var left = (int)((Instant.FromDateTimeOffset(begins) - after.Start).TotalMinutes / after.IntervalMinutes);
        return left > 0 ? (left, null) : (0, "another event held the VEN from its end on");
    }

    private static bool Meets(HeldElsewhere held, MeasuredHours hours) =>
        Instant.FromDateTimeOffset(held.From) < hours.End && End(held) > hours.Start;

    private static Instant End(HeldElsewhere held) => held.Until is { } until ? Instant.FromDateTimeOffset(until) : Instant.MaxValue;

    private static Duration Minutes(MeasuredHours hours, int intervals) => Duration.FromMinutes(intervals * hours.IntervalMinutes);
}
