using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Features.Meters;

/// <summary>What other rooms ask of utilities' meters.</summary>
public static class ReadMeters
{
    /// <summary>An interval that began in the day before may go on into this one.</summary>
    private static readonly Duration LongestInterval = Duration.FromMinutes(MeterSeries.Lengths.Max());

    /// <summary>What meters know of these ranges, by VEN id and in the order of time; no two values meet. One statement, however many VENs and days.</summary>
    /// <param name="upTo">What was imported after this stored event is left out; null where all counts.</param>
    public static async Task<Dictionary<string, List<MeterValue>>> MeterValuesAsync(
        this IQuerySession session,
        IReadOnlyCollection<string> venIds,
        IReadOnlyList<NodaTime.Interval> ranges,
        long? upTo,
        CancellationToken cancellation
    )
    {
        var days = ranges.SelectMany(DaysOf).Distinct().ToList();
        var ids = venIds.SelectMany(venId => days, MeterStreams.Of);
        var stored = upTo is { } last
            ? await DaysUpToAsync(session, [.. ids], last, cancellation)
            : await session.LoadManyAsync<MeterDay>(cancellation, ids);
        return stored.GroupBy(d => d.VenId).ToDictionary(g => g.Key, g => Within(Joined(g.OrderBy(d => d.Day)), ranges));
    }

    /// <summary>Values of days one after the other. Of two that meet across midnight, the one of the later import holds.</summary>
    public static IEnumerable<MeterValue> Joined(IEnumerable<MeterDay> inOrder)
    {
        (MeterValue Value, int Import)? last = null;
        foreach (var next in inOrder.SelectMany(d => d.Values()))
        {
            if (last is { } before)
            {
                if (before.Value.End > next.Value.Minute && before.Import > next.Import)
                    continue;
                if (before.Value.End <= next.Value.Minute)
                    yield return before.Value;
            }
            last = next;
        }
        if (last is { } end)
            yield return end.Value;
    }

    /// <summary>Which of these VENs have a meter of which anything was imported.</summary>
    public static async Task<HashSet<string>> WithMeterAsync(
        this IQuerySession session,
        IEnumerable<string> venIds,
        CancellationToken cancellation
    ) => [.. (await session.LoadManyAsync<VenMeter>(cancellation, venIds.Select(MeterStreams.Of))).Select(m => m.VenId)];

    private static async Task<IReadOnlyList<MeterDay>> DaysUpToAsync(
        IQuerySession session,
        string[] streams,
        long upTo,
        CancellationToken cancellation
    )
    {
        var events = await session.EventsOfAsync(streams, [typeof(MeterDayImported)], cancellation);
        return
        [
            .. events
                .Where(e => e.Sequence <= upTo)
                .GroupBy(e => e.StreamKey!)
                .Select(g => g.Aggregate((MeterDay?)null, (day, e) => MeterDay.Fold(day, g.Key, e.Data)))
                .OfType<MeterDay>(),
        ];
    }

    private static IEnumerable<DateOnly> DaysOf(NodaTime.Interval range)
    {
        var last = TelemetryDays.Of((range.End - Duration.Epsilon).ToDateTimeOffset());
        for (var day = TelemetryDays.Of((range.Start - LongestInterval).ToDateTimeOffset()); day <= last; day = day.AddDays(1))
            yield return day;
    }

    private static List<MeterValue> Within(IEnumerable<MeterValue> values, IReadOnlyList<NodaTime.Interval> ranges)
    {
        var (within, at) = (new List<MeterValue>(), 0);
        foreach (var value in values)
        {
            while (at < ranges.Count && Minute(ranges[at].End) <= value.Minute)
                at++;
            if (at == ranges.Count)
                break;
            if (value.End > Minute(ranges[at].Start))
                within.Add(value);
        }
        return within;
    }

    private static long Minute(Instant time) => time.ToUnixTimeSeconds() / 60;
}
