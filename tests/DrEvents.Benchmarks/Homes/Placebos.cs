using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Results;
using Microsoft.Extensions.Options;
using NodaTime;

namespace DrEvents.Benchmarks.Homes;

/// <summary>What some homes are said to have delivered in an hour in which nobody asked them: nothing would be right.</summary>
/// <param name="ErrorKw">Predicted less actual, kW.</param>
/// <param name="ActualKw">What they used.</param>
/// <param name="IsCovered">Whether nothing lies in the band that is stated; null where none is, as of few like days.</param>
internal sealed record PlaceboFinding(PlaceboWindow Window, double ErrorKw, double ActualKw, bool? IsCovered);

/// <summary>Measures windows in which nothing happened as the backend measures events, from what it has stored.</summary>
internal static class Placebos
{
    /// <summary>No event's.</summary>
    private const string NoEvent = "evt-00000000";
    private const int IntervalMinutes = 5;

    public static async Task<IReadOnlyList<PlaceboFinding>> MeasureAsync(
        HomesBackend backend,
        HomesPlan plan,
        CancellationToken cancellation
    )
    {
        var profiles = backend.Service<IOptions<ResultOptions>>().Value.Ordered();
        var findings = new List<PlaceboFinding>();
        foreach (var window in plan.Windows())
        {
            await using var session = backend.Store.QuerySession();
            var hours = new MeasuredHours(
                Instant.FromDateTimeOffset(window.Start),
                Instant.FromDateTimeOffset(window.End),
                IntervalMinutes,
                DateTimeZone.Utc
            );
            string[] venIds = [.. window.Homes.Select(HomesTown.VenIdOf).Order(StringComparer.Ordinal)];
            var made = await new MeasureBySeries(session, new ReadUse(session, NoEvent, hours.Zone), hours, profiles).OfAsync(
                venIds,
                cancellation
            );
            var portfolio = new Portfolio(hours);
            foreach (var venId in venIds)
            {
                if (made[venId].Result is { } ven)
                    portfolio.Add(ven);
            }
            var sum = portfolio.Sum(requestedKw: 0);
            findings.Add(
                new PlaceboFinding(
                    window,
                    sum.MeanKw ?? double.NaN,
                    sum.ActualKw.Average() ?? double.NaN,
                    sum.Band is { } band ? band is { LowKw: <= 0, HighKw: >= 0 } : null
                )
            );
        }
        return findings;
    }
}
