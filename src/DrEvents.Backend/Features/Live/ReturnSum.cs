using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Five minutes of a VEN after an event, counted from the end of its part: the seconds that its readings stand for, and by these the sums of what it
/// used and of its baseline, kW.
/// </summary>
public sealed record ReturnSum(double MeasuredS, double UsedSumKw, double BaselineSumKw)
{
    private static readonly ReturnSum None = new(0, 0, 0);

    /// <summary>How long after its part a VEN's readings belong to the event's return.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromHours(1);
    public static readonly int Count = (int)(Watched / Interval.Length);

    /// <summary>The part that a moment comes after, within that time; null when there is none, or another event holds the VEN.</summary>
    public static HeldSpan? SpanBefore(VenLive live, DateTimeOffset at) =>
        live.HeldAt(at) is null ? live.Held.Where(s => s.From < s.To && s.To <= at && at < s.To + Watched).MaxBy(s => s.To) : null;

    /// <summary>
    /// The meter with a reading of its return. What the VEN's models say is the baseline, where it knows how sure they are, else the sealed one; without
    /// either the reading says nothing.
    /// </summary>
    public static MeteredParticipation Counted(MeteredParticipation meter, TelemetrySampled sample, HeldSpan part, double seconds)
    {
        if (sample.IsImplausible || seconds <= 0 || (sample.CounterfactualKw ?? meter.BaselineKw) is not { } baselineKw)
            return meter;
        var sums = meter.Return?.ToArray() ?? [.. Enumerable.Repeat(None, Count)];
        var place = (int)((sample.LiveAt - part.To) / Interval.Length);
        var sum = sums[place];
        sums[place] = new ReturnSum(
            sum.MeasuredS + seconds,
            sum.UsedSumKw + sample.UsedPowerKw * seconds,
            sum.BaselineSumKw + baselineKw * seconds
        );
        return meter with { Return = sums };
    }
}
