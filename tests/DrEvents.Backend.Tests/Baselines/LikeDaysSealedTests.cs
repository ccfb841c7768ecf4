using System.Text.Json;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Backend.Tests.Baselines;

/// <summary>Like days are sealed with all that they rest on: an auditor makes them again, and a changed figure shows.</summary>
public sealed class LikeDaysSealedTests
{
    private static readonly LikeDaysSealed Sealed = LikeDaysSealed.Of(
        Given.Start,
        "Europe/Berlin",
        eventQuarters: 2,
        [Day(3, 1.23456), Day(2, 2.5), Day(1, 0.7)],
        [1, null, 2.00049],
        halfHourKw: 1.1
    )!;

    [Fact]
    public void it_is_made_again_from_what_is_stored_with_it()
    {
        var stored = JsonSerializer.Deserialize<LikeDaysSealed>(Json(Sealed), JsonSerializerOptions.Web)!;

        Json(stored.Again()).ShouldBe(Json(Sealed));
    }

    [Fact]
    public void a_changed_day_shows()
    {
        var forged = Sealed with { Days = [Sealed.Days[0] with { Kw = [9, 9, 9, 9] }, .. Sealed.Days.Skip(1)] };

        Json(forged.Again()).ShouldNotBe(Json(forged));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, 0)]
    [InlineData(899, 0)]
    [InlineData(900, 1)]
    [InlineData(1_800, null)]
    public void a_moment_has_the_figure_of_its_quarter_of_an_hour(double afterS, int? quarter) =>
        Sealed.Course.At(Given.Start.AddSeconds(afterS)).ShouldBe(quarter is { } q ? Sealed.Kw[q] : null);

    private static string Json(LikeDaysSealed? value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private static LikeDay Day(int day, double kw) => new(new LocalDate(2026, 6, day), [kw, kw, kw * 2, kw * 3], [kw, kw, kw]);
}
