using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.LikeDays;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>What VENs together could shed in the past, kW.</summary>
public static class ShedHistory
{
    private sealed record FleetRow(DateTimeOffset Start, double AvailableKw, int AvailableVens, int HeldVens);

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
            ? (await session.InRangesAsync<FleetInterval, FleetRow>(nameof(FleetInterval.Start), times, cancellation)).ConvertAll(
                r => new SumAt(r.Start, r.AvailableKw, r.AvailableVens, r.HeldVens)
            )
            : await session.SumsInRangesAsync<VenInterval>(
                (nameof(VenInterval.Start), nameof(VenInterval.VenId), nameof(VenInterval.AvailableKw), nameof(VenInterval.IsHeld)),
                venIds,
                times,
                cancellation
            );
        return new IntervalSeries(Duration.FromTimeSpan(length), FleetMeans.Of(rows, times, length));
    }
}
