using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Tests;

/// <summary>What a figure says of its bar.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData(501, "missed")]
    [InlineData(500, "met")]
    [InlineData(251, "met")]
    [InlineData(250, "beyond")]
    public void a_time_is_good_when_it_is_short(double ms, string verdict) =>
        A.Figure(ms, bar: 500, beyond: 250, Better.Lower).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(4_999, "missed")]
    [InlineData(5_000, "met")]
    [InlineData(9_999, "met")]
    [InlineData(10_000, "beyond")]
    public void a_rate_is_good_when_it_is_high(double rate, string verdict) =>
        A.Figure(rate, bar: 5_000, beyond: 10_000, Better.Higher).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(0.94, "missed")]
    [InlineData(0.96, "met")]
    [InlineData(0.99, "beyond")]
    [InlineData(1.01, "beyond")]
    [InlineData(1.04, "met")]
    [InlineData(1.06, "missed")]
    public void a_share_that_is_to_be_one_may_miss_it_on_both_sides(double share, string verdict) =>
        A.Figure(share, bar: 0.05, beyond: 0.02, Better.NearOne).Verdict.ShouldBe(verdict);

    [Fact]
    public void without_a_bar_nothing_is_said() => A.Figure(1).Verdict.ShouldBeEmpty();

    [Fact]
    public void a_bar_with_nothing_beyond_it_is_met_or_missed() => A.Figure(1, bar: 500).Verdict.ShouldBe("met");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void a_value_that_is_not_known_misses_its_bar(int better) =>
        A.Figure(double.NaN, bar: 1, beyond: 1, (Better)better).Verdict.ShouldBe("missed");
}
