using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>What VENs together used in the past, kW.</summary>
public static class UseHistory
{
    private sealed record FleetRow(DateTimeOffset Start, long UsedMicrowatts, int Vens, int HeldVens);

    /// <param name="venIds">Null for the whole fleet, whose sums are there already, so that nothing of its VENs is read.</param>
    /// <param name="length">Of an interval: a multiple of what is stored.</param>
    public static async Task<IntervalSeries> ReadAsync(
        IQuerySession session,
        string[]? venIds,
        IReadOnlyList<NodaTime.Interval> ranges,
        TimeSpan length,
        CancellationToken cancellation
    )
    {
        (DateTimeOffset From, DateTimeOffset To)[] times = [.. ranges.Select(r => (r.Start.ToDateTimeOffset(), r.End.ToDateTimeOffset()))];
        var rows = venIds is null
            ? (await session.InRangesAsync<FleetInterval, FleetRow>(nameof(FleetInterval.Start), times, cancellation)).ConvertAll(r =>
                Of(r.Start, FleetInterval.KwOf(r.UsedMicrowatts), r.Vens, r.HeldVens)
            )
            : (
                await session.SumsInRangesAsync<VenInterval>(
                    (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.UsedKw), nameof(VenInterval.IsHeld)),
                    venIds,
                    times,
                    cancellation
                )
            ).ConvertAll(s => Of(s.At, s.Sum, (int)s.Values, (int)s.Flagged));
        return new IntervalSeries(Duration.FromTimeSpan(length), FleetMeans.Of(rows, times, length));
    }

    /// <summary>Use is known of those too that an event held: the sum has all of them, and is made one of those that none held.</summary>
    private static SumAt Of(DateTimeOffset at, double usedKw, int known, int held)
    {
        var free = Math.Max(0, known - held);
        return new SumAt(at, known == 0 ? 0 : usedKw * free / known, free, held);
    }
}
