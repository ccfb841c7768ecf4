using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>Figures are rounded half away from zero, also where a binary sum misses the half by its noise.</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData(16.2529375, 16.252938)]
    [InlineData(16.252937499999995, 16.252938)]
    [InlineData(-16.252937499999995, -16.252938)]
    [InlineData(16.2529374, 16.252937)]
    [InlineData(0.0000004999, 0)]
    [InlineData(1.0000005, 1.000001)]
    [InlineData(123456.0000005, 123456.000001)]
    [InlineData(1e300, 1e300)]
    public void a_tie_goes_away_from_zero(double value, double rounded) => BaselineResult.Round(value).ShouldBe(rounded);

    [Fact]
    public void a_factor_has_nine_digits_by_the_same_rule() =>
        BaselineResult.Round(1.1234567894999999, BaselineResult.FactorDigits).ShouldBe(1.12345679);

    [Fact]
    public void minus_zero_is_zero() => double.IsNegative(BaselineResult.Round(-1e-12)).ShouldBeFalse();

    [Fact]
    public void what_is_no_number_stays()
    {
        BaselineResult.Round(double.NaN).ShouldBe(double.NaN);
        BaselineResult.Round((double?)null).ShouldBeNull();
    }
}
