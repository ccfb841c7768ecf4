using DrEvents.Ven.Devices.Ocpp;
using FsCheck;
using FsCheck.Fluent;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>No rate that a charger is told lies above nothing and below the least current.</summary>
public sealed class ChargingRateTests
{
    private const int Count = 20_000;

    [Fact]
    public void No_limit_is_between_nothing_and_six_ampere_and_none_is_more_than_was_asked_for()
    {
        var limits =
            from milliwatts in Gen.Choose(-1_000_000, 60_000_000)
            from decivolts in Gen.Choose(800, 3000)
            from phases in Gen.Choose(1, 3)
            from unit in Gen.Elements(RateUnit.A, RateUnit.W)
            from canPause in Gen.Elements(true, false)
            select (Kw: milliwatts / 1e6, Volts: decivolts / 10.0, phases, unit, canPause);

        Prop.ForAll(
                limits.ToArbitrary(),
                limit =>
                {
                    var rate = ChargingRate.Of(limit.Kw, limit.unit, limit.phases, limit.Volts, limit.canPause);
                    var amperes = rate.Unit == RateUnit.A ? rate.Limit : rate.Limit / limit.Volts / limit.phases;
                    var isPause = rate.Limit == 0 && limit.canPause;
                    var isEnough = amperes >= 6;
                    var leastKw = ChargingRate.LeastKw(limit.phases, limit.Volts);
                    // A watt is the finest step of a limit in watts.
                    var isNoMore = rate.Kw(limit.Volts) <= Math.Max(limit.Kw, isPause ? 0 : leastKw + 0.001) + 1e-6;
                    return (isPause || isEnough) && isNoMore && (limit.canPause || !isPause);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Count));
    }

    [Theory]
    [InlineData(11, "A", 3, 230, 15.9)]
    [InlineData(4.14, "A", 3, 230, 6)]
    [InlineData(4.13, "A", 3, 230, 6)]
    [InlineData(1.38, "A", 1, 230, 6)]
    [InlineData(2, "W", 1, 230, 2000)]
    [InlineData(0, "W", 3, 230, 4140)]
    [InlineData(3, "A", 2, 240, 6.2)]
    public void A_power_becomes_a_rate_of_the_chargers_unit(double kw, string unit, int phases, double volts, double limit) =>
        ChargingRate.Of(kw, Enum.Parse<RateUnit>(unit), phases, volts, canPause: false).Limit.ShouldBe(limit, 1e-9);
}
