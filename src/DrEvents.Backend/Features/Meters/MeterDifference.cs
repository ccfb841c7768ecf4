using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Meters;

/// <summary>Holds what a VEN reports against its meter, day by day, in intervals that are as long as the longer ones of both.</summary>
public static class MeterDifference
{
    private const int MinutesOfDay = 24 * 60;

    /// <summary>Null where there is no interval that both know.</summary>
    /// <param name="meter">Values that begin on this UTC day, in the order of time.</param>
    /// <param name="telemetry">Five minutes that begin on it, in the order of time.</param>
    public static MeterDifferenceView? Of(DateOnly day, IReadOnlyList<MeterValue> meter, IEnumerable<Reading> telemetry)
    {
        if (meter.Count == 0)
            return null;
        var fiveMinutes = (int)Interval.Length.TotalMinutes;
        var length = meter.Aggregate(fiveMinutes, (common, v) => common / CommonDivisor(common, v.Minutes) * v.Minutes);
        var anchor = meter[0].Minute;
        var used = MeterGrid
            .On(telemetry.Select(r => new MeterValue(r.Minute, fiveMinutes, r.Kw)), length, anchor)
            .ToDictionary(r => r.Minute, r => r.Kw);
        var both = MeterGrid.On(meter, length, anchor).Where(r => used.ContainsKey(r.Minute)).ToList();
        if (both.Count == 0)
            return null;
        var (meterKw, telemetryKw) = (both.Average(r => r.Kw), both.Average(r => used[r.Minute]));
        return new MeterDifferenceView(day, meterKw, telemetryKw, telemetryKw - meterKw, (double)both.Count * length / MinutesOfDay);
    }

    private static int CommonDivisor(int a, int b) => b == 0 ? a : CommonDivisor(b, a % b);
}
