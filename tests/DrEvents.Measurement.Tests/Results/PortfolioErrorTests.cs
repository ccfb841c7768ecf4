using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Tests.Results;

/// <summary>What a method missed by at all VENs together, as a share of what they use.</summary>
public sealed class PortfolioErrorTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 3, 16, 0);
    private static readonly MeasuredHours Hours = new(Start, Start + Duration.FromMinutes(50), 30, DateTimeZone.Utc);

    /// <summary>Half an hour of 8 kW and twenty minutes of 3 kW are 6 kW in the mean, and 12 of two VENs.</summary>
    [Fact]
    public void is_the_root_of_the_mean_square_of_the_days_sums_over_the_usual_use()
    {
        var portfolio = new Portfolio(Hours);
        portfolio.Add(Ven("ven-1", [1, -1, 2, 0, 1]));
        portfolio.Add(Ven("ven-2", [2, -2, 1, 0, -1]));

        // Sums of the days: 3, -3, 3, 0, 0.
        portfolio.Rrmse().ShouldBe(Math.Round(Math.Sqrt(27 / 5.0) / 12, 6));
    }

    [Fact]
    public void is_not_known_of_too_few_days_nor_where_a_ven_has_none()
    {
        var few = new Portfolio(Hours);
        few.Add(Ven("ven-1", [1, -1, 2, 0]));
        few.Rrmse().ShouldBeNull();

        var none = new Portfolio(Hours);
        none.Add(Ven("ven-1", [1, -1, 2, 0, 1]));
        none.Add(Ven("ven-2", []));
        none.Rrmse().ShouldBeNull();
    }

    private static VenResult Ven(string id, double[] errors) =>
        new(
            id,
            "caiso-10-in-10",
            1,
            [],
            [],
            [8, 3],
            new ResultAdjustment("none", 0, null, null, null),
            [9, 4],
            [5, 2],
            [4, 2],
            [4, 2],
            2.5,
            2.5,
            null,
            "",
            errors.Length == 0 ? null : [.. errors.Select((kw, i) => new DayError(new DateOnly(2026, 2, 20 + i), kw))]
        );
}
