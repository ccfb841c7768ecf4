using DrEvents.Measurement.Delivery;
using NodaTime;

namespace DrEvents.Measurement.Tests.Delivery;

public sealed class PortfolioDeliveryTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 15, 14, 0);
    private static readonly DeliveryQuestion Asked = new(20, Start, Start + Duration.FromHours(1))
    {
        ReboundLasts = Duration.FromMinutes(15),
    };

    [Fact]
    public void sums_are_signed_and_the_clipped_parts_stand_apart()
    {
        var made = PortfolioDelivery.Of(Asked, [Ven("b", 30, [38, 30, 20, 20, 30]), Ven("a", 50, [40, 40, 40, 40, 54])]);

        made.Delivery.Intervals.Select(i => i.SignedKw).ShouldBe([2, 10, 20, 20]);
        made.Delivery.EnergyKwh.ShouldBe(13);
        made.Delivery.PerformanceRatio!.Value.ShouldBe(0.65, 1e-12);
        // 10 of one, and of the other 0, 0, 10 and 10: its 8 kW above the baseline are not in it.
        made.ClippedPartsKwh.ShouldBe(15);
        made.ClippedPartsMeanKw.ShouldBe(15);
        // The portfolio's own clipped energy is another figure.
        made.Delivery.ClippedEnergyKwh.ShouldBe(13);
        made.Delivery.ReboundKwh.ShouldBe(1);
        made.WithResult.ShouldBe(["a", "b"]);
        made.WithoutResult.ShouldBeEmpty();
        made.ReturnUnknown.ShouldBeEmpty();
    }

    [Fact]
    public void who_has_no_result_is_named_and_is_in_no_sum()
    {
        var blind = Ven("c", 40, [30, 30, 30, 30, 40]);
        var shifted = Ven("d", 40, [30, 30, 30, 30, 40]);

        var made = PortfolioDelivery.Of(
            Asked,
            [
                Ven("a", 50, [40, 40, 40, 40, 50]),
                new VenSeries("b", [], "too few like days"),
                blind with
                {
                    Intervals = [.. blind.Intervals.Select((d, i) => i == 2 ? d with { MeteredKw = null } : d)],
                },
                shifted with
                {
                    Intervals = [new DeliveryInterval(Start, Start + Duration.FromHours(1), 40, 30)],
                },
            ]
        );

        made.WithResult.ShouldBe(["a"]);
        made.WithoutResult.ShouldBe([
            new VenWithoutResult("b", "too few like days"),
            new VenWithoutResult("c", "the load is not known in 1 of 4 intervals of the event"),
            new VenWithoutResult("d", "its intervals are not those of the other VENs"),
        ]);
        made.Delivery.EnergyKwh.ShouldBe(10);
        made.ClippedPartsKwh.ShouldBe(10);
    }

    [Fact]
    public void a_ven_of_which_the_time_after_is_not_known_leaves_the_rebound_open()
    {
        var made = PortfolioDelivery.Of(Asked, [Ven("a", 50, [40, 40, 40, 40, 50]), Ven("b", 50, [40, 40, 40, 40])]);

        made.ReturnUnknown.ShouldBe(["b"]);
        made.Delivery.ReboundKwh.ShouldBeNull();
        made.Delivery.NetEnergyKwh.ShouldBeNull();
        made.Delivery.EnergyKwh.ShouldBe(20);
    }

    [Fact]
    public void where_nobody_has_a_result_nothing_is_0()
    {
        var made = PortfolioDelivery.Of(Asked, [new VenSeries("a", [], "no meter")]);

        made.Delivery.EnergyKwh.ShouldBeNull();
        made.Delivery.Problem.ShouldBe("no VEN has a result");
        made.ClippedPartsKwh.ShouldBeNull();
        PortfolioDelivery.Of(Asked, []).Delivery.Problem.ShouldBe("no VEN has a result");
    }

    [Fact]
    public void the_order_of_vens_changes_no_digit()
    {
        var random = new Random(11);
        VenSeries[] vens =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(n => Ven($"ven-{n}", 50 * random.NextDouble(), [.. Enumerable.Range(0, 5).Select(_ => 50 * random.NextDouble())])),
        ];
        var before = PortfolioDelivery.Of(Asked, vens);

        random.Shuffle(vens);

        var made = PortfolioDelivery.Of(Asked, vens);
        made.Delivery.EnergyKwh.ShouldBe(before.Delivery.EnergyKwh);
        made.Delivery.Intervals.ShouldBe(before.Delivery.Intervals);
        made.ClippedPartsKwh.ShouldBe(before.ClippedPartsKwh);
        // Clipping can only add.
        made.ClippedPartsKwh!.Value.ShouldBeGreaterThan(made.Delivery.EnergyKwh!.Value);
    }

    [Fact]
    public void a_ven_is_there_once() =>
        Should.Throw<ArgumentException>(() => PortfolioDelivery.Of(Asked, [new VenSeries("a", [], "x"), new VenSeries("a", [], "x")]));

    private static VenSeries Ven(string id, double baselineKw, double[] meteredKw) =>
        new(id, EventDeliveryTests.Quarters(0, baselineKw, meteredKw));
}
