using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Tests.Live;

public sealed class DriftTests
{
    private static IEnumerable<(double?, double?)> Homes(int count, double share, double noiseKw = 0) =>
        Enumerable.Range(0, count).Select(n => ((double?)(share * (1 + n) + (n % 2 == 0 ? noiseKw : -noiseKw)), (double?)(1 + n)));

    [Fact]
    public void baselines_move_as_those_who_know_moved()
    {
        var drift = Drift.Of(Homes(20, 1.25));

        (drift.Share, drift.IsKnown).ShouldBe((1.25, true));
        drift.Error.ShouldBe(0, 1e-9);
        drift.ShiftKw(4).ShouldBe(1);
        (drift.ShiftKw(-2), drift.ShiftKw(null)).ShouldBe((0, 0));
    }

    [Fact]
    public void the_more_homes_differ_the_less_sure_it_is()
    {
        // 20 residuals of 2 kW, over baselines that come to 210 kW.
        Drift.Of(Homes(20, 1, noiseKw: 2)).Error.ShouldBe(Math.Sqrt(20 * 4 * 20 / 19.0) / 210, 1e-3);
    }

    [Fact]
    public void few_homes_say_nothing_of_others() => Drift.Of(Homes(19, 1.25)).ShouldBe(Drift.None);

    [Fact]
    public void homes_that_do_not_know_or_use_nothing_are_left_out() =>
        Drift.Of(Homes(20, 1.25).Concat([(null, 100), (100, null), (100, 0), (100, -3)])).Share.ShouldBe(1.25);

    [Theory]
    [InlineData(3, 2)]
    [InlineData(0.1, 0.5)]
    public void no_fleet_moves_by_more_than_that(double share, double boundedTo) => Drift.Of(Homes(20, share)).Share.ShouldBe(boundedTo);
}
