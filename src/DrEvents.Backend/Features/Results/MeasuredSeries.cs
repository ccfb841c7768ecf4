using DrEvents.Backend.Features.Meters;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>Readings of VENs in some hours, by VEN id and in the order of time.</summary>
public delegate Task<Dictionary<string, List<Reading>>> ReadSeries(
    string[] venIds,
    IReadOnlyList<NodaTime.Interval> needed,
    CancellationToken cancellation
);

/// <summary>What is odd about VENs' five minutes of a time, by VEN id and in the order of time.</summary>
public delegate Task<Dictionary<string, List<FlaggedInterval>>> ReadFlags(
    string[] venIds,
    NodaTime.Interval time,
    CancellationToken cancellation
);

/// <summary>Telemetry as it was known at another time.</summary>
public sealed record EarlierUse(ReadSeries ReadingsAsync, ReadFlags FlagsAsync);

/// <summary>A series by which VENs are measured.</summary>
/// <param name="RestsOn">One of <see cref="ResultSeries"/>.</param>
/// <param name="Minutes">Length of its intervals.</param>
public sealed record MeasuredSeries(string RestsOn, int Minutes, ReadSeries ReadAsync)
{
    /// <summary>What VENs report.</summary>
    public static MeasuredSeries Telemetry(ReadUse use) =>
        new(ResultSeries.Telemetry, (int)Features.Telemetry.Interval.Length.TotalMinutes, use.ReadingsAsync);

    /// <summary>What the utilities' meters say, in intervals of a length that begin with the event. Those that are known by part are missing.</summary>
    /// <param name="upTo">What was imported after this stored event is left out; null where all counts.</param>
    public static MeasuredSeries Meter(IQuerySession session, MeasuredHours hours, int minutes, long? upTo = null) =>
        new(
            ResultSeries.Meter,
            minutes,
            async (venIds, needed, cancellation) =>
                (await session.MeterValuesAsync(venIds, needed, upTo, cancellation)).ToDictionary(
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
                .Where(r => IsIn(needed, r.Minute)),
        ];

    /// <summary>Whether a minute lies in one of them; ranges are in the order of time, and no two of them meet.</summary>
    internal static bool IsIn(IReadOnlyList<NodaTime.Interval> ranges, long minute)
    {
        var (time, first, end) = (Instant.FromUnixTimeSeconds(minute * 60), 0, ranges.Count);
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
