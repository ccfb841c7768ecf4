using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;

namespace DrEvents.Measurement.Tests;

/// <summary>
/// The band from 10 to 90 % holds the truth in eight of ten windows, as near as chance lets it: no less, or it would promise too much, and no more, or
/// it would say too little.
/// </summary>
public class ForecastBackTests
{
    private const int DaysStored = 90;
    private static readonly LikeDayProfile Profile = LikeDayForecast.Profile;

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void the_band_holds_what_it_says_and_is_far_narrower_than_the_same_hours_of_all_days(int seed, bool ofHold)
    {
        var test = BackTest.Run(Sites(seed), Profile, ofHold: ofHold);

        test.Windows.ShouldBe(600);
        test.Coverage.ShouldBe(0.8, test.Chance);
        test.WidthKw.ShouldBeLessThan(test.PlainWidthKw / 3);
    }

    /// <summary>What the test above would say of a forecast that is worse: it sees that.</summary>
    [Theory]
    [InlineData(AdjustmentKind.None, 1)]
    [InlineData(AdjustmentKind.Multiplicative, 0.5)]
    [InlineData(AdjustmentKind.Multiplicative, 2)]
    public void without_the_adjustment_or_with_another_width_it_does_not_hold(AdjustmentKind kind, double scale)
    {
        var test = BackTest.Run(Sites(1), Profile with { Adjustment = Profile.Adjustment with { Kind = kind } }, scale: scale);

        test.HoldsWhatItSays.ShouldBeFalse($"{test}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void few_days_make_the_band_wider_and_it_holds_what_it_says(int days)
    {
        var test = BackTest.Run(Sites(1), Profile with { DaysWanted = days });

        test.Coverage.ShouldBe(0.8, test.Chance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void it_holds_what_it_says_of_a_real_building(bool ofHold)
    {
        var test = BackTest.Run([BuildingData.Means()], Profile, windowsPerDay: 12, ofHold: ofHold);

        test.Windows.ShouldBeGreaterThan(200);
        test.Coverage.ShouldBe(0.8, test.Chance);
        test.WidthKw.ShouldBeLessThan(test.PlainWidthKw * 0.75);
    }

    private static IEnumerable<IReadOnlyDictionary<NodaTime.Instant, IntervalMean>> Sites(int seed) =>
        Enumerable.Range(0, 10).Select(i => new Site(100 * seed + i, DaysStored).Means);
}
