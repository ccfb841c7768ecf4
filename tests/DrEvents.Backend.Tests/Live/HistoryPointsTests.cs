using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Live;

public sealed class HistoryPointsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void an_hour_of_a_ven_is_the_mean_over_its_time()
    {
        // 3 s and 1 s of the same hour; one sample of 99 s in the next.
        var points = HistoryPoints.OfVen(
            [Timed(5, 1, 7, 8), Timed(0, 3, 40, 6, "evt-00000001"), Timed(60, 99, 1, 99) with { LeftOut = 2 }],
            Hour
        );

        points.ShouldBe([new(Noon, 3.5, 0, "evt-00000001", 2), new(Noon + Hour, 1, 0, ReadingsLeftOut: 2)]);
    }

    /// <summary>Intervals of days whose samples an earlier version deleted: they hold sums over samples, and no time.</summary>
    [Fact]
    public void an_interval_of_an_earlier_version_counts_by_its_samples()
    {
        var points = HistoryPoints.OfVen([Interval(5, 1, 8), Interval(0, 3, 6, "evt-00000001"), Interval(60, 1, 1)], Hour);

        points.ShouldBe([new(Noon, 3.5, 0, "evt-00000001", 2), new(Noon + Hour, 1, 0)]);
    }

    [Fact]
    public void an_interval_of_nothing_but_readings_that_cannot_be_has_no_point()
    {
        var none = new VenInterval("ven-1/0", "ven-1", Noon) { LeftOut = 3 };

        HistoryPoints.OfVen([none], Hour).ShouldBeEmpty();
        HistoryPoints.OfFleet([Fleet(0, 0, 0) with { Vens = 0, LeftOut = 3 }], Hour).ShouldBeEmpty();
    }

    [Fact]
    public void an_hour_of_the_fleet_is_the_mean_of_its_intervals()
    {
        FleetInterval[] intervals = [Fleet(0, 10, 2), Fleet(5, 20, 4)];

        HistoryPoints.OfFleet(intervals, Hour).ShouldBe([new HistoryPoint(Noon, 15, 3)]);
    }

    [Fact]
    public void a_load_has_points_only_where_it_was_measured()
    {
        var with = Interval(5, 2, 8) with { Loads = [new LoadSum("a", 2, 3)] };

        HistoryPoints.OfLoad([Interval(0, 1, 1), with], "a", TimeSpan.FromMinutes(5)).ShouldBe([new(Noon.AddMinutes(5), 1.5, 0)]);
    }

    private static VenInterval Interval(int minute, long samples, double sumKw, string? eventId = null) =>
        new("ven-1/" + minute, "ven-1", Noon.AddMinutes(minute))
        {
            Samples = samples,
            UsedSumKw = sumKw,
            EventId = eventId,
            RequestedReductionKw = eventId is null ? null : 2,
        };

    private static VenInterval Timed(int minute, double seconds, long samples, double sumKw, string? eventId = null) =>
        Interval(minute, samples, sumKw, eventId) with
        {
            MeasuredS = seconds,
        };

    private static FleetInterval Fleet(int minute, double usedKw, double claimedKw) =>
        new()
        {
            Id = "" + minute,
            Start = Noon.AddMinutes(minute),
            Vens = 1,
            UsedMicrowatts = (long)(usedKw * 1e9),
            ClaimedMicrowatts = (long)(claimedKw * 1e9),
        };
}
