using DrEvents.Measurement.Delivery;
using NodaTime;

namespace DrEvents.Measurement.Tests.Delivery;

public sealed class EventDeliveryTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 15, 14, 0);

    /// <summary>10 kW for an hour.</summary>
    private static readonly DeliveryQuestion Asked = new(10, Start, Start + Duration.FromHours(1));

    [Fact]
    public void figures_of_an_event_by_hand()
    {
        // Quarters: nothing, half, all, and more than all; what comes after the event does not count.
        var made = EventDelivery.Of(Asked, [.. Quarters(0, 50, [50, 45, 40, 38]), .. Quarters(60, 50, [54, 52, 49, 50])]);

        made.Intervals.Select(i => i.SignedKw).ShouldBe([0, 5, 10, 12]);
        made.MeanKw.ShouldBe(6.75);
        made.EnergyKwh.ShouldBe(6.75);
        made.PerformanceRatio!.Value.ShouldBe(0.675, 1e-12);
        made.WorstRatio.ShouldBe(0);
        made.ShareWithinBand.ShouldBe(0.25);
        made.ToFirstResponse.ShouldBe(Duration.FromMinutes(15));
        made.ToSustained.ShouldBe(Duration.FromMinutes(30));
        made.Problem.ShouldBeNull();
    }

    [Fact]
    public void a_clipped_reduction_stands_beside_the_signed_one()
    {
        var made = EventDelivery.Of(Asked, Quarters(0, 50, [58, 40, 40, 40]));

        made.MeanKw.ShouldBe(5.5);
        made.ClippedMeanKw.ShouldBe(7.5);
        made.EnergyKwh.ShouldBe(5.5);
        made.ClippedEnergyKwh.ShouldBe(7.5);
        made.Intervals.Select(i => i.ClippedKw).ShouldBe([0, 10, 10, 10]);
        made.WorstRatio!.Value.ShouldBe(-0.8, 1e-12);
    }

    [Theory]
    [InlineData(10.5, 1)]
    [InlineData(9.5, 1)]
    [InlineData(10.51, 0)]
    [InlineData(9.49, 0)]
    public void within_five_percent_is_with_its_bounds(double reductionKw, double share) =>
        EventDelivery.Of(Asked, Quarters(0, 50, [.. Enumerable.Repeat(50 - reductionKw, 4)])).ShareWithinBand.ShouldBe(share);

    [Theory]
    // A tenth of what was asked for is a response.
    [InlineData(new double[] { 0.99, 1, 0, 0 }, 15, null)]
    [InlineData(new double[] { 10, 10, 10, 10 }, 0, 0)]
    [InlineData(new double[] { 9, 9, 9, 9 }, 0, 0)]
    [InlineData(new double[] { 10, 8.9, 9, 9 }, 0, 30)]
    [InlineData(new double[] { 10, 10, 10, 8.9 }, 0, null)]
    [InlineData(new double[] { 0, 0, 0, 0 }, null, null)]
    public void times_are_null_where_never(double[] reductionKw, int? responseMinutes, int? sustainedMinutes)
    {
        var made = EventDelivery.Of(Asked, Quarters(0, 50, [.. reductionKw.Select(kw => 50 - kw)]));

        (made.ToFirstResponse?.TotalMinutes).ShouldBe((double?)responseMinutes);
        (made.ToSustained?.TotalMinutes).ShouldBe((double?)sustainedMinutes);
    }

    [Fact]
    public void an_interval_that_is_not_known_leaves_no_energy_and_says_why()
    {
        var intervals = Quarters(0, 50, [40, 40, 40, 40]);
        intervals[1] = intervals[1] with { MeteredKw = null };

        var made = EventDelivery.Of(Asked, intervals);

        made.EnergyKwh.ShouldBeNull();
        made.MeanKw.ShouldBeNull();
        made.PerformanceRatio.ShouldBeNull();
        made.Problem.ShouldBe("the load is not known in 1 of 4 intervals of the event");
        made.ShareWithinBand.ShouldBe(0.75);
        made.ToSustained.ShouldBe(Duration.FromMinutes(30));
        // A meter's series has NaN there.
        intervals[1] = intervals[1] with
        {
            MeteredKw = double.NaN,
        };
        EventDelivery.Of(Asked, intervals).Problem.ShouldBe(made.Problem);
    }

    [Fact]
    public void without_a_baseline_or_an_interval_it_says_so()
    {
        var intervals = Quarters(0, 50, [40, 40, 40, 40]);
        EventDelivery
            .Of(Asked, [.. intervals.Select(i => i with { BaselineKw = null })])
            .Problem.ShouldBe("there is no baseline in 4 of 4 intervals of the event");
        EventDelivery.Of(Asked, [intervals[0], intervals[3]]).Problem.ShouldBe("30 minutes of the event have no interval");
        EventDelivery.Of(Asked, []).Problem.ShouldBe("60 minutes of the event have no interval");
    }

    [Fact]
    public void an_interval_that_reaches_over_the_start_counts_with_its_part()
    {
        var late = new DeliveryQuestion(10, Start + Duration.FromMinutes(5), Start + Duration.FromMinutes(35));

        var made = EventDelivery.Of(late, Quarters(0, 50, [44, 40, 38]));

        // Ten minutes of 6, fifteen of 10, five of 12.
        made.EnergyKwh!.Value.ShouldBe((10 * 6 + 15 * 10 + 5 * 12) / 60.0, 1e-12);
        // Less than half of the last one lies in it.
        made.WorstRatio!.Value.ShouldBe(0.6, 1e-12);
        made.ShareWithinBand.ShouldBe(0.5);
        made.ToSustained.ShouldBe(Duration.FromMinutes(10));
        made.ToFirstResponse.ShouldBe(Duration.Zero);
    }

    [Fact]
    public void an_event_that_asked_for_nothing_has_no_ratio()
    {
        var made = EventDelivery.Of(Asked with { RequestedKw = 0 }, Quarters(0, 50, [49, 49, 49, 49]));

        made.MeanKw.ShouldBe(1);
        made.PerformanceRatio.ShouldBeNull();
        made.WorstRatio.ShouldBeNull();
        made.ShareWithinBand.ShouldBeNull();
        made.ToFirstResponse.ShouldBeNull();
        made.ToSustained.ShouldBeNull();
    }

    [Fact]
    public void the_order_of_intervals_changes_nothing()
    {
        var random = new Random(5);
        var intervals = Quarters(0, 50, [.. Enumerable.Range(0, 8).Select(_ => 40 + 10 * random.NextDouble())]);
        var before = EventDelivery.Of(Asked, intervals);

        random.Shuffle(intervals);

        EventDelivery.Of(Asked, intervals).Rounded().ShouldBe(before.Rounded() with { Intervals = before.Intervals }, new SameFigures());
    }

    [Fact]
    public void it_is_rounded_once_at_the_end()
    {
        var made = EventDelivery.Of(Asked, Quarters(0, 50, [50 - 1.0 / 3, 50 - 1.0 / 3, 50 - 1.0 / 3, 50 - 2.0 / 3])).Rounded();

        made.MeanKw.ShouldBe(0.416667);
        made.PerformanceRatio.ShouldBe(0.041666667);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void what_cannot_be_asked_for_is_refused(double kw) =>
        Should.Throw<ArgumentException>(() => EventDelivery.Of(Asked with { RequestedKw = kw }, []));

    [Fact]
    public void events_and_intervals_have_a_length_and_do_not_overlap()
    {
        Should.Throw<ArgumentException>(() => EventDelivery.Of(Asked with { End = Start }, []));
        var intervals = Quarters(0, 50, [40, 40]);
        Should.Throw<ArgumentException>(() => EventDelivery.Of(Asked, [.. intervals, intervals[0]]));
        Should.Throw<ArgumentException>(() => EventDelivery.Of(Asked, [intervals[0] with { End = Start }]));
    }

    internal static DeliveryInterval[] Quarters(int fromMinutes, double baselineKw, double[] meteredKw) =>
        [
            .. meteredKw.Select(
                (kw, i) =>
                    new DeliveryInterval(
                        Start + Duration.FromMinutes(fromMinutes + 15 * i),
                        Start + Duration.FromMinutes(fromMinutes + 15 * (i + 1)),
                        baselineKw,
                        kw
                    )
            ),
        ];

    /// <summary>Lists are compared by what they hold.</summary>
    private sealed class SameFigures : IEqualityComparer<EventDelivery>
    {
        public bool Equals(EventDelivery? x, EventDelivery? y) =>
            x!.Intervals.SequenceEqual(y!.Intervals) && x with { Intervals = [] } == y with { Intervals = [] };

        public int GetHashCode(EventDelivery obj) => 0;
    }
}
