using DrEvents.Backend.Features.Meters;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>Readings of VENs in some hours, by VEN id and in the order of time.</summary>
public delegate Task<Dictionary<string, List<Reading>>> ReadSeries(
    string[] venIds,
    IReadOnlyList<NodaTime.Interval> needed,
    CancellationToken cancellation
);

/// <summary>A series by which VENs are measured.</summary>
/// <param name="RestsOn">One of <see cref="ResultSeries"/>.</param>
/// <param name="Minutes">Length of its intervals.</param>
public sealed record MeasuredSeries(string RestsOn, int Minutes, ReadSeries ReadAsync)
{
    /// <summary>What VENs report.</summary>
    public static MeasuredSeries Telemetry(ReadUse use) =>
        new(ResultSeries.Telemetry, (int)Features.Telemetry.Interval.Length.TotalMinutes, use.ReadingsAsync);

    /// <summary>What the utilities' meters say, in intervals of a length that begin with the event. Those that are known by part are missing.</summary>
    public static MeasuredSeries Meter(IQuerySession session, MeasuredHours hours, int minutes) =>
        new(
            ResultSeries.Meter,
            minutes,
            async (venIds, needed, cancellation) =>
                (await session.MeterValuesAsync(venIds, needed, cancellation)).ToDictionary(
                    v => v.Key,
                    v => On(v.Value, needed, hours, minutes)
                )
        );

    private static List<Reading> On(List<MeterValue> values, IReadOnlyList<NodaTime.Interval> needed, MeasuredHours hours, int minutes) =>
        [
            .. MeterGrid
                .On(values, minutes, hours.Start.ToUnixTimeSeconds() / 60)
                // A clock that changes by half an hour shifts the hours.
                .Where(r => SiteDays.LocalMinute(r.Minute, hours.Zone) % minutes == 0)
                .Where(r => IsIn(needed, Instant.FromUnixTimeSeconds(r.Minute * 60))),
        ];

    /// <summary>Ranges are in the order of time, and no two of them meet.</summary>
    private static bool IsIn(IReadOnlyList<NodaTime.Interval> ranges, Instant time)
    {
        var (first, end) = (0, ranges.Count);
        while (first < end)
        {
            var middle = (first + end) / 2;
            if (ranges[middle].End > time)
                end = middle;
            else
                first = middle + 1;
        }
        return first < ranges.Count && ranges[first].Contains(time);
    }
}
