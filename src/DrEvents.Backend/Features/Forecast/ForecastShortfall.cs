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
        if (asked.IsAhead && asked.StartTime > now + Soon && query.IsWithinReach(now))
        {
            var forecast = await forecasts.OfAsync(session, query, cancellation);
            if (forecast.NoBandReason is null)
                return Math.Round(Math.Max(0, asked.RequestedReductionKw - forecast.Hold.Kw), 3);
        }
        return await ShortfallNow.OfAsync(session, asked, now, cancellation);
    }
}
