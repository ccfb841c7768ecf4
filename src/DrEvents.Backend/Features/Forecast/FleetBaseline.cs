using DrEvents.Backend.Features.Live;
using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>
/// Says what the fleet would have used in past hours: what it used in the same hours of like days, at the level of the three hours before. It is there to be
/// looked at; what is settled rests on a baseline of each VEN.
/// </summary>
public sealed class FleetBaseline(IOptions<ForecastOptions> options, TimeProvider clock)
{
    /// <param name="venIds">Null for the whole fleet.</param>
    public async Task<FleetBaselineView> OfAsync(
        IQuerySession session,
        HistoryQuery query,
        string[]? venIds,
        CancellationToken cancellation
    )
    {
        var start = Instant.FromDateTimeOffset(query.Start);
        // What comes after the begin may be an event's doing, so that the level is that of before.
        var question = new LikeDayQuestion(options.Value.Zone, start, Instant.FromDateTimeOffset(query.End), start);
        var (found, days) = await LikeDaySearch.ForAsync(
            question,
            Duration.FromTimeSpan(query.Granularity),
            needed => UseHistory.ReadAsync(session, venIds, needed, query.Granularity, cancellation)
        );
        return new FleetBaselineView(
            query.Start,
            query.End,
            options.Value.TimeZone,
            clock.GetUtcNow(),
            [
                .. (found?.Intervals ?? []).Select(
                    (band, i) =>
                        new FleetBaselinePoint(query.Start + i * query.Granularity, new ForecastBand(band.Kw, band.LowKw, band.HighKw))
                ),
            ],
            found is null ? FleetForecast.NoHistory : null,
            found?.Estimate.Level.Held,
            LikeDaySearch.ViewOf(days)
        );
    }
}
