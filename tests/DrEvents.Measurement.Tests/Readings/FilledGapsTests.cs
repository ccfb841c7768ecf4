using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class FilledGapsTests
{
    private static readonly LocalDate OwnDay = new(2026, 7, 16);

    [Fact]
    public void a_gap_of_an_hour_is_filled_by_a_straight_line_and_a_longer_one_is_not()
    {
        var (all, filled) = Of([(600, 1), (605, 2), (670, 15)]);

        all.Select(r => r.Kw).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        filled.Select(m => m - Midnight).ShouldBe(Enumerable.Range(0, 12).Select(i => 610L + 5 * i));
        Of([(600, 1), (605, 2), (675, 15)]).Filled.ShouldBeEmpty();
    }

    [Fact]
    public void without_a_gap_they_stay_as_they_are() => Of([(600, 1), (605, 7), (610, 3)]).All.Select(r => r.Kw).ShouldBe([1, 7, 3]);

    [Fact]
    public void of_the_events_own_day_nothing_is_filled() => Of([(1440 + 600, 1), (1440 + 615, 4)]).Filled.ShouldBeEmpty();

    [Fact]
    public void what_goes_over_midnight_is_not_filled() => Of([(-10, 1), (10, 4)]).Filled.ShouldBeEmpty();

    [Fact]
    public void what_lies_between_hours_that_were_looked_at_is_no_gap() =>
        Of([(600, 1), (615, 4)], (540, 605), (615, 700)).Filled.ShouldBeEmpty();

    private static long Midnight => Instant.FromUtc(2026, 7, 15, 0, 0).ToUnixTimeSeconds() / 60;

    private static (IReadOnlyList<Reading> All, IReadOnlyList<long> Filled) Of(
        (int Minute, double Kw)[] known,
        params (int From, int To)[] needed
    )
    {
        (int, int)[] hours = needed.Length == 0 ? [(-1440, 2880)] : needed;
        return FilledGaps.Of(
            [.. known.Select(k => new Reading(Midnight + k.Minute, k.Kw))],
            5,
            DateTimeZone.Utc,
            OwnDay,
            () => [.. hours.Select(h => new Interval(Of(h.Item1), Of(h.Item2)))]
        );
    }

    private static Instant Of(int minute) => Instant.FromUnixTimeSeconds((Midnight + minute) * 60);
}
