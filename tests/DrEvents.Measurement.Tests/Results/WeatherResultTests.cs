using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Tests.Results;

/// <summary>Results by the temperatures of a site: what they rest on, and why there is none.</summary>
public sealed class WeatherResultTests
{
    private const long Day = 24 * 60;

    /// <summary>Wednesday, 1 July 2026, 14:00 in UTC.</summary>
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 1, 14, 0);
    private static readonly MeasuredHours Hours = new(Start, Start + Duration.FromHours(1), 15, DateTimeZone.Utc);
    private static readonly BaselineProfile Match = ShippedProfiles.Get("caiso-weather-match");
    private static readonly BaselineProfile Regression = ShippedProfiles.Get("towt");
    private static readonly long Own = Start.ToUnixTimeSeconds() / 60 / Day;

    [Fact]
    public void the_days_of_nearest_temperature_are_taken_and_what_they_rest_on_is_told()
    {
        var weather = Site(Values(daysBack: 90));

        var result = Measured(Match, weather).Result.ShouldNotBeNull();

        result.Temperatures.ShouldBe(weather.Within(Hours.NeededTemperatures(Match)).Told());
        result.Temperatures!.Values.ShouldBe(91 * 24 + 6, "three hours on either side of the days are looked at");
        result.Days.Single(d => d.Used).Dates.Count.ShouldBe(4);
        var changed = Measured(Match, Site(Values(daysBack: 90).Select((r, i) => i == 500 ? r with { Kw = 19 } : r))).Result!;
        changed.Temperatures!.Digest.ShouldNotBe(result.Temperatures.Digest);
        changed.Hash.ShouldNotBe(result.Hash);
        Measured(Match, weather with { Site = "south" }).Result!.Hash.ShouldNotBe(result.Hash);
    }

    [Fact]
    public void a_day_with_a_gap_that_may_hide_the_highest_is_not_known()
    {
        var nearest = Measured(Match, Site(Values(daysBack: 90))).Result!.Days.Single(d => d.Used).Dates[0];
        var first = (long)nearest.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

        var result = Measured(Match, Site(Without(Values(daysBack: 90), first * Day + 9 * 60, first * Day + 12 * 60))).Result!;

        result.Days.Single(d => d.Used).Dates.ShouldNotContain(nearest);
        result.Days.Single(d => d.Reason == "its temperature is not known").Dates.ShouldBe([nearest]);
        Measured(Match, Site(Without(Values(daysBack: 90), first * Day + 9 * 60, first * Day + 11 * 60)))
            .Result!.Days.Single(d => d.Used)
            .Dates.ShouldContain(nearest, "three hours from one value to the next are no gap");
    }

    [Fact]
    public void where_temperatures_are_missing_there_is_no_baseline_and_the_site_is_named()
    {
        Measured(Match, Site([])).Why.ShouldBe("no temperature of these days is known of the site north");
        Measured(Match, null).Why.ShouldBe("no temperature of these days is known of the site default");
        Measured(Match, Site(Without(Values(daysBack: 90), Own * Day + 15 * 60, (Own + 2) * Day)))
            .Why.ShouldBe(
                "caiso-weather-match needs the outdoor temperature of the event's day and of those before it; by the temperatures of the site north"
            );
        Measured(Regression, Site(Without(Values(daysBack: 70), Own * Day + 13 * 60, (Own + 2) * Day)))
            .Why.ShouldBe(
                "towt says nothing of some of the event's hours: what it rests on is missing there; by the temperatures of the site north"
            );
    }

    [Fact]
    public void a_profile_that_looks_at_none_rests_on_none()
    {
        var profile = ShippedProfiles.Get("caiso-10-in-10");

        var with = Measured(profile, Site(Values(daysBack: 90))).Result!;

        with.Temperatures.ShouldBeNull();
        with.Hash.ShouldBe(Measured(profile, null).Result!.Hash);
    }

    [Fact]
    public void what_is_looked_at_gives_the_same_as_all_that_there_is()
    {
        foreach (var profile in new[] { Match, Regression })
        {
            var all = Measured(profile, Site(Values(daysBack: 200))).Result!;
            var cut = Measured(profile, Site(Values(daysBack: 200)).Within(Hours.NeededTemperatures(profile))).Result!;

            cut.BaselineKw.ShouldBe(all.BaselineKw);
            cut.Days.Select(d => (d.Used, d.Reason, d.Dates.Count)).ShouldBe(all.Days.Select(d => (d.Used, d.Reason, d.Dates.Count)));
        }
    }

    private static VenMeasured Measured(BaselineProfile profile, SiteTemperatures? weather)
    {
        var readings = Enumerable
            .Range(0, 92 * 96)
            .Select(i => (Own - 90) * Day + i * 15L)
            .Select(m => new Reading(m, 10 + Celsius(m / 60 * 60) / 4 + m / 60 % 24 / 8.0))
            .ToList();
        return MeasureVen.Of("ven", Hours, profile, [], readings, new HashSet<DateOnly>(), 15, ResultSeries.Meter, temperatures: weather);
    }

    private static SiteTemperatures Site(IEnumerable<Reading> celsius) => new("north", [.. celsius]);

    private static IEnumerable<Reading> Values(int daysBack) =>
        Enumerable.Range(0, (daysBack + 3) * 24).Select(i => (Own - daysBack - 1) * Day + i * 60L).Select(m => new Reading(m, Celsius(m)));

    private static IEnumerable<Reading> Without(IEnumerable<Reading> values, long from, long to) =>
        values.Where(r => r.Minute < from || r.Minute >= to);

    private static double Celsius(long minute) =>
        15 + minute / Day * 7 % 11 + Math.Round(6 * Math.Sin((minute % Day / 60.0 - 9) * Math.PI / 12), 2);
}
