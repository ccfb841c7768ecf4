using DrEvents.Measurement.Delivery;

namespace DrEvents.Measurement.Tests.Delivery;

public sealed class PortfolioBandTests
{
    private static readonly VenErrorBand[] Four = [.. "abcd".Select(c => new VenErrorBand($"{c}", -3, 3))];

    [Theory]
    // Independent: √4 · 3; all alike: 4 · 3; a quarter in common: √(0.75 · 36 + 0.25 · 144).
    [InlineData(0, 6)]
    [InlineData(1, 12)]
    [InlineData(0.25, 7.9372539331937721)]
    public void errors_of_their_own_cancel_and_common_ones_do_not(double commonShare, double half)
    {
        var band = PortfolioBand.Of(100, Four, commonShare);

        band.LowKw.ShouldBe(100 - half, 1e-12);
        band.HighKw.ShouldBe(100 + half, 1e-12);
    }

    [Fact]
    public void a_baseline_that_is_too_high_makes_the_true_reduction_lower()
    {
        // Of errors 5 % lie below 1 and 5 % above 5: by 3 too high in the middle.
        var band = PortfolioBand.Of(100, [new VenErrorBand("a", 1, 5)], 0);

        band.LowKw.ShouldBe(95);
        band.HighKw.ShouldBe(99);
    }

    [Fact]
    public void it_is_rounded_once_at_the_end()
    {
        var band = PortfolioBand.Of(100, Four, 0.25).Rounded();

        (band.LowKw, band.HighKw, band.CommonShare).ShouldBe((92.062746, 107.937254, 0.25));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void a_share_is_from_0_to_1(double share) => Should.Throw<ArgumentException>(() => PortfolioBand.Of(1, Four, share));

    [Fact]
    public void quantiles_are_in_their_order() =>
        Should.Throw<ArgumentException>(() => PortfolioBand.Of(1, [new VenErrorBand("a", 2, 1)], 0)).Message.ShouldContain("a: ");

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(0.3, 0.3)]
    [InlineData(1, 1.0)]
    public void the_common_share_is_found_again(double common, double found)
    {
        var random = new Random(17);
        double[][] days = new double[4000][];
        for (var d = 0; d < days.Length; d++)
        {
            var shared = Normal(random);
            days[d] =
            [
                .. Enumerable.Range(1, 8).Select(scale => scale * (Math.Sqrt(common) * shared + Math.Sqrt(1 - common) * Normal(random))),
            ];
        }

        PortfolioBand.CommonShareOf(days).ShouldBe(found, 0.03);
    }

    [Fact]
    public void nine_of_ten_cases_lie_within_the_band()
    {
        const double common = 0.2;
        var random = new Random(23);
        var errors = Enumerable.Range(0, 30).Select(n => new VenErrorBand($"{n}", -1.6449 * (1 + n % 3), 1.6449 * (1 + n % 3))).ToList();
        var band = PortfolioBand.Of(0, errors, common);
        var within = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var shared = Normal(random);
            var error = errors.Select((_, n) => (1 + n % 3) * (Math.Sqrt(common) * shared + Math.Sqrt(1 - common) * Normal(random))).Sum();
            within += -error >= band.LowKw && -error <= band.HighKw ? 1 : 0;
        }

        (within / 20_000.0).ShouldBe(0.9, 0.01);
    }

    [Fact]
    public void where_nothing_is_known_of_it_all_is_common()
    {
        PortfolioBand.CommonShareOf([]).ShouldBe(1);
        PortfolioBand
            .CommonShareOf([
                [1, 2],
            ])
            .ShouldBe(1);
        PortfolioBand
            .CommonShareOf([
                [1],
                [2],
                [4],
            ])
            .ShouldBe(1);
        PortfolioBand
            .CommonShareOf([
                [0, 0],
                [0, 0],
            ])
            .ShouldBe(1);
        Should.Throw<ArgumentException>(() =>
            PortfolioBand.CommonShareOf([
                [1, 2],
                [3],
            ])
        );
    }

    [Theory]
    [InlineData(new double[] { }, 1)]
    // Drawn towards 1 by three events that are taken to have been before: (0 + 3) ÷ (1 + 3).
    [InlineData(new double[] { 0 }, 0.75)]
    [InlineData(new double[] { 15, 15, 15 }, 1)]
    [InlineData(new double[] { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 }, 8 / 13.0)]
    // The eleventh is too old, and what is above half more does not count.
    [InlineData(new double[] { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 99 }, 8 / 13.0)]
    [InlineData(new double[] { -10, 99 }, 0.9)]
    public void capacity_is_derated_by_the_last_events(double[] deliveredKw, double factor) =>
        CapacityDerate.Of(deliveredKw.Select(kw => new PastDelivery(10, kw))).ShouldBe(factor, 1e-12);

    [Fact]
    public void events_that_asked_for_nothing_do_not_count() =>
        CapacityDerate.Of([new PastDelivery(0, 5), new PastDelivery(10, 0)]).ShouldBe(0.75);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
