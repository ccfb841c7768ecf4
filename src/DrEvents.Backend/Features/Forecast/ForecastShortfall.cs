using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Planning;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>What the fleet will not cover of an event.</summary>
public sealed class ForecastShortfall(FleetForecast forecasts, TimeProvider clock)
{
    /// <summary>For an event that begins sooner, what can be shed now says more.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    /// <summary>By the median of what can be held all the time, where there is a forecast with a band; else what could not be covered now, kW.</summary>
    public async Task<double> OfAsync(IQuerySession session, DrEvent asked, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var query = ForecastQuery.Of(asked.StartTime, asked.EndTime, ForecastQuery.Coarse, asked.Targets);
        if (CanBeForecast(asked, now) && query.IsWithinReach(now))
        {
            var forecast = await forecasts.OfAsync(session, query, cancellation);
            if (By(forecast, asked, now) is { } shortfallKw)
                return shortfallKw;
        }
        return await ShortfallNow.OfAsync(session, asked, now, cancellation);
    }

    /// <summary>What a forecast says that will be missing, kW; null where it has no band, or where what can be shed now says more.</summary>
    public static double? By(ForecastView forecast, DrEvent asked, DateTimeOffset now) =>
        CanBeForecast(asked, now) && forecast.NoBandReason is null
            ? Math.Round(Math.Max(0, asked.RequestedReductionKw - forecast.Hold.Kw * (1 - asked.HoldOutPercent / 100)), 3)
            : null;

    private static bool CanBeForecast(DrEvent asked, DateTimeOffset now) => asked.IsAhead && asked.StartTime > now + Soon;
}
