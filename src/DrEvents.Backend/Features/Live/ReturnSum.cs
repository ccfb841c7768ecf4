using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>
/// Five minutes of a VEN after an event, counted from the end of its part: the seconds that its readings stand for and the sum of what it used by these,
/// kW; and the same of the time in which the VEN knew what it would have used, with that.
/// </summary>
public sealed record ReturnSum(double MeasuredS, double UsedSumKw, double ExpectedS, double ExpectedSumKw, double UsedThenSumKw)
{
    private static readonly ReturnSum None = new(0, 0, 0, 0, 0);

    /// <summary>How long after its part a VEN's readings belong to the event's return.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromHours(1);
    public static readonly int Count = (int)(Watched / Interval.Length);

    /// <summary>The part that a moment comes after, within that time; null when there is none, or another event holds the VEN.</summary>
    public static HeldSpan? SpanBefore(VenLive live, DateTimeOffset at) =>
        live.HeldAt(at) is null ? live.Held.Where(s => s.From < s.To && s.To <= at && at < s.To + Watched).MaxBy(s => s.To) : null;

    /// <summary>
    /// Used power and baseline by the seconds in which there was one: what the VEN's models say, where it knew how sure they are, else the sealed one,
    /// which may come after the readings.
    /// </summary>
    public (double Seconds, double UsedSumKw, double BaselineSumKw) By(double? sealedKw) =>
        sealedKw is { } kw
            ? (MeasuredS, UsedSumKw, ExpectedSumKw + kw * (MeasuredS - ExpectedS))
            : (ExpectedS, UsedThenSumKw, ExpectedSumKw);

    /// <summary>The meter with a reading of its return.</summary>
    public static MeteredParticipation Counted(MeteredParticipation meter, TelemetrySampled sample, HeldSpan part, double seconds)
    {
        if (sample.IsImplausible || seconds <= 0)
            return meter;
        var sums = meter.Return?.ToArray() ?? [.. Enumerable.Repeat(None, Count)];
        var place = (int)((sample.LiveAt - part.To) / Interval.Length);
        sums[place] = sums[place].After(sample, seconds);
        return meter with { Return = sums };
    }

    private ReturnSum After(TelemetrySampled sample, double seconds)
    {
        var usedKw = sample.UsedPowerKw * seconds;
        return sample.CounterfactualKw is { } expectedKw
            ? new(
                MeasuredS + seconds,
                UsedSumKw + usedKw,
                ExpectedS + seconds,
                ExpectedSumKw + expectedKw * seconds,
                UsedThenSumKw + usedKw
            )
            : this with
            {
                MeasuredS = MeasuredS + seconds,
                UsedSumKw = UsedSumKw + usedKw,
            };
    }
}
