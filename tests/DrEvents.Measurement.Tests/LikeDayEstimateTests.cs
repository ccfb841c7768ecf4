using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Tests;

public class LikeDayEstimateTests
{
    private static readonly LikeDay[] Days = [Day(1, 10, 5), Day(2, 20, 10), Day(3, 30, 15)];

    [Theory]
    // The like days use 10 in the window, and 20 in the hours asked for.
    [InlineData(AdjustmentKind.None, 15, 0, 9, 1, 20)]
    [InlineData(AdjustmentKind.Multiplicative, 11, 0.8, 1.2, 1.1, 22)]
    [InlineData(AdjustmentKind.Multiplicative, 15, 0.8, 1.2, 1.5, 24)]
    [InlineData(AdjustmentKind.Multiplicative, 1, 0.8, 1.2, 0.1, 16)]
    [InlineData(AdjustmentKind.Additive, 15, -9, 9, 5, 25)]
    [InlineData(AdjustmentKind.Additive, 15, -3, 3, 5, 23)]
    public void the_mean_is_moved_to_the_level_of_the_day(
        AdjustmentKind kind,
        double todayKw,
        double least,
        double most,
        double raw,
        double kw
    )
    {
        var adjustment = new Adjustment(kind, Duration.FromHours(1), Duration.FromHours(1), least, most);

        var estimate = LikeDayEstimate.Of(Days, [todayKw], adjustment);

        estimate.MeanKw.ShouldBe([20]);
        estimate.Kw.Single().ShouldBe(kw, 1e-9);
        estimate.Level.Raw.ShouldBe(raw, 1e-9);
    }

    [Fact]
    public void of_a_day_that_nothing_is_known_of_the_mean_stays_what_it_is() =>
        LikeDayEstimate.Of(Days, [null], Multiplicative).Kw.ShouldBe([20]);

    [Fact]
    public void a_factor_to_nothing_is_1() =>
        LikeDayEstimate.Of([.. Days.Select(d => d with { WindowKw = [0] })], [7], Multiplicative).Kw.ShouldBe([20]);

    [Fact]
    public void the_standard_error_is_what_each_day_missed_by_when_it_was_predicted_from_the_others()
    {
        // Unadjusted: 10 from 25, 20 from 20, 30 from 15.
        LikeDayEstimate.Of(Days, [10], Adjustment.None).StandardErrorKw.Single().ShouldBe(Math.Sqrt((225 + 0 + 225) / 3.0), 1e-9);
        // Each day used twice in the hours asked for what it used in the window, so that the others tell all of it.
        LikeDayEstimate.Of(Days, [10], Multiplicative).StandardErrorKw.Single().ShouldBe(0, 1e-9);
    }

    [Fact]
    public void outcomes_are_the_like_days_at_the_level_of_today()
    {
        LikeDayEstimate.Of(Days, [10], Adjustment.None).Outcomes.Select(o => o[0]).ShouldBe([10, 20, 30]);
        LikeDayEstimate.Of(Days, [40], Multiplicative).Outcomes.Select(o => Math.Round(o[0], 9)).ShouldBe([80, 80, 80]);
    }

    [Fact]
    public void quantiles_are_where_the_next_one_lies_below_with_that_probability()
    {
        var band = Bands.Of([9, 1, 2, 3, 4, 5, 6, 7, 8]);

        band.ShouldBe(new Band(5, 1, 9));
    }

    [Fact]
    public void of_few_outcomes_the_band_is_students()
    {
        var band = Bands.Of([10, 20, 30]);

        band.Kw.ShouldBe(20);
        (band.HighKw - band.Kw).ShouldBe(1.8856 * 10 * Math.Sqrt(4 / 3.0), 1e-9);
        (band.Kw - band.LowKw).ShouldBe(1.8856 * 10 * Math.Sqrt(4 / 3.0), 1e-9);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0.75)]
    [InlineData(7, 7, 1)]
    [InlineData(3.5, 7, 0.65)]
    [InlineData(0, 97, 0.03)]
    public void a_record_of_few_events_is_drawn_towards_all_was_delivered(double parts, long events, double record) =>
        DeliveryRecord.Of(parts, events).ShouldBe(record, 1e-9);

    private static Adjustment Multiplicative => new(AdjustmentKind.Multiplicative, Duration.FromHours(1), Duration.FromHours(1));

    private static LikeDay Day(int day, double askedKw, double windowKw) => new(new LocalDate(2026, 6, day), [askedKw], [windowKw]);
}
