using System.Globalization;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Tests;

/// <summary>How figures are written: each with its unit, in the viewer's language.</summary>
public sealed class ViewerTests
{
    private const char ThinSpace = '\u202f';

    [Theory]
    [InlineData("en", 4.7299999, "4.7 kW")]
    [InlineData("de", 4.7299999, "4,7 kW")]
    [InlineData("en", -0.04, "0.0 kW")]
    [InlineData("en", -1.25, "-1.3 kW")]
    [InlineData("en", 9_999.9, "9_999.9 kW")]
    [InlineData("en", 10_000.0, "10.0 MW")]
    [InlineData("de", 1_234_567.0, "1_234,6 MW")]
    [InlineData("en", null, "–")]
    public void power_has_its_unit(string language, double? kw, string written) =>
        In(language, () => Viewer.Power(kw)).ShouldBe(written.Replace('_', ThinSpace));

    [Theory]
    [InlineData("en", 12.34, "12.3 kWh")]
    [InlineData("de", 25_000.0, "25,0 MWh")]
    [InlineData("en", null, "–")]
    public void energy_has_its_unit(string language, double? kwh, string written) =>
        In(language, () => Viewer.Energy(kwh)).ShouldBe(written);

    [Theory]
    [InlineData(0.125, "13 %")]
    [InlineData(1.02, "102 %")]
    [InlineData(double.NaN, "–")]
    [InlineData(null, "–")]
    public void a_share_is_in_percent(double? share, string written) => In("en", () => Viewer.Percent(share)).ShouldBe(written);

    [Theory]
    [InlineData(9, "9 s")]
    [InlineData(61, "1 min 01 s")]
    [InlineData(3_661, "1 h 01 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(-61, "–1 min 01 s")]
    public void a_length_has_its_two_largest_units(double seconds, string written) =>
        Viewer.Length(TimeSpan.FromSeconds(seconds)).ShouldBe(written);

    private static string In(string language, Func<string> write)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Languages.All.Single(l => l.Name == language);
        try
        {
            return write();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
