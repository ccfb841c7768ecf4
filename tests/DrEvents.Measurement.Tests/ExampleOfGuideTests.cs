using System.Globalization;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Tests.Engine;

namespace DrEvents.Measurement.Tests;

/// <summary>The one example of the guide (ops/docs/measurement.md) through all profiles: its table is what the engine makes of it.</summary>
public sealed class ExampleOfGuideTests
{
    private static readonly DateOnly Day = Made.Wednesday;

    public static TheoryData<string> Names => [.. ShippedProfiles.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void the_guide_shows_what_comes_out(string name)
    {
        var made = Site(name).Event(name);

        made.Problem.ShouldBeNull();
        made.BaselineKw[1].ShouldBe(made.BaselineKw[0]);
        string Text(double? value) => value?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "-";
        Guide.Value.ShouldContain(
            $"| `{name}` | {made.Used().Count} | {Text(made.UnadjustedKw[0])} | {Text(made.Adjustment.Raw)} | {Text(made.Adjustment.Applied)} | {Text(made.BaselineKw[0])} | {Text(made.EnergyKwh)} |\n"
        );
    }

    internal static readonly Lazy<string> Guide = new(() =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Guide", "measurement.md")).ReplaceLineEndings("\n")
    );

    private static MeteredSite Site(string name)
    {
        var first = Day.AddDays(-100);
        // For the regression it is as warm all the time; for the match the weekday seven back is as warm as the event's day.
        var warmth =
            name == "towt"
                ? Temperatures.Of(Made.Readings(first, Day, _ => 70), Made.NewYork)
                : Made.Warmth(first, Day, d => d == Day ? 90 : 90 - Math.Abs(Made.Place(d, Day) - 7));
        return new MeteredSite(
            Made.NewYork,
            Made.Meter(first, Day, at => at.Date.ToDateOnly() == Day ? OnDay(at.Hour) : 20 + Made.Place(at.Date.ToDateOnly(), Day)),
            temperatures: warmth,
            control: [Made.Meter(first, Day, at => at.Date.ToDateOnly() == Day && at.Hour is 14 or 15 ? 11 : 10)]
        );
    }

    private static double OnDay(int hour) =>
        hour switch
        {
            10 => 27,
            11 => 28,
            12 => 30,
            13 => 31,
            14 or 15 => 20,
            16 => 29,
            17 => 26,
            18 => 25,
            19 => 24,
            _ => 22,
        };
}
