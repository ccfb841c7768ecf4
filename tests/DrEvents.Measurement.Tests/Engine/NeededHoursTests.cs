using System.Text.Json;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>A meter that is cut to the hours that a profile needs gives the same baseline to the last bit.</summary>
public sealed class NeededHoursTests
{
    /// <summary>Start by the clock and length in minutes; in New York the clock is moved on 8 March and 1 November 2026.</summary>
    private static readonly (DateOnly Day, LocalTime From, int Minutes)[] Events =
    [
        (Made.Wednesday, new(14, 0), 120),
        (Made.Wednesday, new(14, 7), 53),
        (Made.Wednesday, new(22, 30), 165),
        (Made.Wednesday, new(0, 10), 60),
        (Made.Wednesday, new(20, 0), 1700),
        (new(2026, 3, 8), new(0, 30), 240),
        (new(2026, 3, 8), new(14, 0), 60),
        (new(2026, 3, 11), new(1, 30), 60),
        (new(2026, 3, 15), new(2, 15), 30),
        (new(2026, 3, 15), new(3, 0), 60),
        (new(2026, 11, 1), new(0, 0), 240),
        (new(2026, 11, 1), new(1, 30), 45),
        (new(2026, 11, 1), new(4, 0), 60),
        (new(2026, 11, 7), new(1, 0), 60),
        (new(2026, 11, 8), new(0, 50), 30),
    ];

    public static TheoryData<string, int> ProfilesAndMeters =>
        [.. Asked().SelectMany(p => new[] { 5, 15, 60 }.Select(minutes => new TheoryDataRow<string, int>(p, minutes)))];

    [Theory]
    [MemberData(nameof(ProfilesAndMeters))]
    public void the_series_cut_to_them_gives_the_same_baseline_to_the_last_bit(string name, int meterMinutes)
    {
        var profile = Made.Profile(name);
        var made = 0;
        foreach (var (day, from, minutes) in Events)
        {
            var (whole, start, end) = Drawn(day, from, minutes, meterMinutes);
            var expected = Of(whole, day, start, end, profile);
            var cut = Cut(whole, NeededHours.Of(Made.NewYork, start, end, profile, meterMinutes));

            cut.Count.ShouldBeLessThan(whole.Count);
            Of(cut, day, start, end, profile).ShouldBe(expected, $"{day} {from}");
            made += expected.Contains("\"Problem\":null", StringComparison.Ordinal) ? 1 : 0;
        }
        made.ShouldBeGreaterThan(Events.Length / 2);
    }

    [Theory]
    [MemberData(nameof(ProfilesAndMeters))]
    public void a_first_look_that_is_enough_is_the_whole_look_to_the_last_bit(string name, int meterMinutes)
    {
        var profile = Made.Profile(name);
        if (FirstLook.Of(profile, 20) is not { } first)
        {
            (profile.Days is null || profile.Days.LookBackDays <= 20 || profile.Days.LowUse is not null).ShouldBeTrue();
            return;
        }
        var enough = 0;
        foreach (var (day, from, minutes) in Events)
        {
            var (whole, start, end) = Drawn(day, from, minutes, meterMinutes);
            var site = Site(Cut(whole, NeededHours.Of(Made.NewYork, start, end, first, meterMinutes)), day);
            var made = Baseline.Of(site, start, end, first, 5);
            if (!FirstLook.IsEnough(site, start, profile, made))
                continue;
            enough++;
            JsonSerializer.Serialize(made).ShouldBe(Of(whole, day, start, end, profile), $"{day} {from}");
        }
        enough.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void of_days_before_the_same_hours_by_the_clock_are_needed()
    {
        // Ten days before 15 March the clock showed the same hour an hour later by UTC.
        var day = new DateOnly(2026, 3, 15);
        var (start, end) = (Made.At(day, new(14, 0)), Made.At(day, new(15, 0)));

        var needed = NeededHours.Of(Made.NewYork, start, end, Made.Profile("gb-10-of-10", "exclude=[\"eventDays\"]"), 5);

        needed.Count.ShouldBe(62);
        needed[^1].ShouldBe(new Interval(start, end));
        var before = new DateOnly(2026, 3, 5);
        needed.ShouldContain(new Interval(Made.At(before, new(14, 0)), Made.At(before, new(15, 0))));
    }

    [Theory]
    [InlineData("gb-10-of-10", true)]
    [InlineData("ercot-middle-8-of-10", true)]
    [InlineData("towt", true)]
    [InlineData("caiso-10-in-10", false)]
    [InlineData("pre-event-mean", false)]
    public void whole_days_are_needed_where_they_decide(string name, bool isWhole)
    {
        NeededHours.NeedsWholeDays(Made.Profile(name)).ShouldBe(isWhole);
        var needed = NeededHours.Of(
            Made.NewYork,
            Made.At(Made.Wednesday, Made.Two),
            Made.At(Made.Wednesday, Made.Four),
            Made.Profile(name),
            15
        );
        needed.Any(i => i.Duration >= Duration.FromDays(1)).ShouldBe(isWhole);
    }

    [Fact]
    public void the_last_day_is_that_of_the_last_window()
    {
        var (start, end) = (Made.At(Made.Wednesday, new(20, 0)), Made.At(Made.Wednesday, new(21, 0)));

        NeededHours.LastDay(Made.NewYork, start, end, Made.Profile("caiso-10-in-10")).ShouldBe(Made.Wednesday);
        NeededHours.LastDay(Made.NewYork, start, end, Made.Profile("caiso-residential-5-in-10")).ShouldBe(Made.Wednesday.AddDays(1));
        NeededHours
            .LastDay(Made.NewYork, start, Made.At(Made.Wednesday.AddDays(1), new(0, 0)), Made.Profile("gb-10-of-10"))
            .ShouldBe(Made.Wednesday);
    }

    private static IEnumerable<string> Asked() =>
        ShippedProfiles.Names.Where(n => Made.Profile(n) is { NeedsTemperature: false, NeedsControl: false });

    private static (List<Reading> Whole, Instant Start, Instant End) Drawn(DateOnly day, LocalTime from, int minutes, int meterMinutes)
    {
        var random = new Random(day.DayNumber * 1440 + from.Hour * 60 + from.Minute);
        var whole = Made.Readings(
                day.AddDays(-130),
                day.AddDays(3),
                at => random.NextDouble() < 0.0005 ? double.NaN : 10 + at.Hour % 12 + 6 * random.NextDouble(),
                meterMinutes
            )
            .Where(r => !double.IsNaN(r.Kw))
            .ToList();
        var start = Made.At(day, from);
        return (whole, start, start + Duration.FromMinutes(minutes));
    }

    private static List<Reading> Cut(List<Reading> whole, IReadOnlyList<Interval> needed) =>
        [.. whole.Where(r => needed.Any(i => i.Contains(Instant.FromUnixTimeSeconds(r.Minute * 60))))];

    private static MeteredSite Site(List<Reading> readings, DateOnly day)
    {
        var minutes = (int)readings.Zip(readings.Skip(1), (a, b) => b.Minute - a.Minute).Min();
        return new MeteredSite(Made.NewYork, MeterSeries.Of(readings, minutes), new HashSet<DateOnly> { day.AddDays(-2), day.AddDays(-8) });
    }

    private static string Of(List<Reading> readings, DateOnly day, Instant start, Instant end, BaselineProfile profile) =>
        JsonSerializer.Serialize(Baseline.Of(Site(readings, day), start, end, profile, 5));
}
