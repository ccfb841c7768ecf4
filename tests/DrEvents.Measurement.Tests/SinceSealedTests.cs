using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Tests;

/// <summary>What is sealed of a VEN's inputs, and how it differs from the same made again.</summary>
public sealed class SinceSealedTests
{
    private const string Ven = "ven-1";
    private static readonly DateTimeOffset SealedAt = new(2026, 7, 15, 14, 0, 5, TimeSpan.Zero);
    private static readonly BaselineProfile Profile = ShippedProfiles.Get("caiso-10-in-10");
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 15, 14, 0);
    private static readonly MeasuredHours Hours = new(Start, Start + Duration.FromHours(2), 60, DateTimeZone.Utc);
    private static readonly Dictionary<long, double> Used = Readings();

    [Fact]
    public void nothing_has_changed_where_the_same_is_known()
    {
        var seal = Sealed(Used);

        var since = Since(seal, Used);

        (since.Profile, since.Hash, since.Kw, since.Why).ShouldBe((Profile.Name, seal.Hash, 0, null));
        since.Days.ShouldBeEmpty();
        seal.Days.Count(d => d.Used).ShouldBe(10);
        seal.Days.Where(d => d.Used).ShouldAllBe(d => d.Kw != null && d.Digest != null);
    }

    [Fact]
    public void a_day_with_other_readings_is_named_with_its_means_and_the_difference_is_its_part()
    {
        var day = new DateOnly(2026, 7, 14);
        var late = With(Used, Minute(day, 14), kw => kw + 6);

        var since = Since(Sealed(Used), late);

        var changed = since.Days.ShouldHaveSingleItem();
        (changed.Date, changed.Was, changed.Is).ShouldBe((day, "used", "used"));
        // One of two hours is 6 kW more, on one of ten days.
        (changed.IsKw - changed.WasKw)!.Value.ShouldBe(3, 1e-6);
        since.Kw!.Value.ShouldBe(0.3, 1e-6);
    }

    [Fact]
    public void a_reading_of_the_adjustments_hours_changes_the_day_and_not_the_unadjusted_baseline()
    {
        var day = new DateOnly(2026, 7, 14);

        var since = Since(Sealed(Used), With(Used, Minute(day, 11), kw => kw + 1));

        since.Days.ShouldHaveSingleItem().Date.ShouldBe(day);
        since.Kw.ShouldBe(0);
    }

    [Fact]
    public void a_day_that_was_missing_and_came_late_is_named_and_so_is_the_one_that_it_pushes_out()
    {
        var day = new DateOnly(2026, 7, 14);
        var without = Used.Where(r => r.Key != Minute(day, 14)).ToDictionary();
        var seal = Sealed(without);
        seal.Days[0].ShouldBe(new SealedDay(day, false, DiscardReasons.Missing, null, seal.Days[0].Digest));

        var since = Since(seal, Used);

        since.Days.Count.ShouldBe(2);
        (since.Days[0].Date, since.Days[0].Was, since.Days[0].Is).ShouldBe((day, DiscardReasons.Missing, "used"));
        (since.Days[1].Was, since.Days[1].Is).ShouldBe(("used", SinceSealed.NotLookedAt));
        since.Days[1].Date.ShouldBe(seal.Days.Last(d => d.Used).Date);
    }

    [Fact]
    public void an_event_that_was_not_known_then_shows_as_the_reason_of_its_day()
    {
        var day = new DateOnly(2026, 7, 13);

        var since = Since(Sealed(Used), Used, day);

        since.Days.ShouldContain(d => d.Date == day && d.Was == "used" && d.Is == DiscardReasons.Event);
    }

    [Fact]
    public void where_no_profile_made_a_baseline_there_is_nothing_to_compare()
    {
        var seal = InputsSealed.Of(
            Ven,
            Hours,
            null,
            new VenMeasured(null, "too few days", true),
            new Dictionary<DateOnly, DayRead>(),
            SealedAt
        );

        SinceSealed.WhyNot(seal, null).ShouldBe("no profile made a baseline when it was sealed: too few days");
        SinceSealed.WhyNot(Sealed(Used), Profile.Version).ShouldBeNull();
        SinceSealed.WhyNot(Sealed(Used), Profile.Version + 1).ShouldBe("caiso-10-in-10 is no longer version 1");
    }

    [Theory]
    [InlineData("14-18", "14:00-18:00")]
    [InlineData("16:30-19:00", "16:30-19:00")]
    [InlineData("20-24", "20:00-00:00")]
    [InlineData("22-2", "22:00-02:00")]
    public void hours_are_read_as_people_write_them(string text, string hours) => PlaceboHours.Read(text)!.ToString().ShouldBe(hours);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("14")]
    [InlineData("14-14")]
    [InlineData("25-26")]
    [InlineData("14:60-15")]
    [InlineData("24-3")]
    public void what_names_no_hours_is_none(string? text) => PlaceboHours.Read(text).ShouldBeNull();

    private static InputsSealed Sealed(Dictionary<long, double> readings)
    {
        var look = Look(readings, []);
        return InputsSealed.Of(Ven, Hours, Profile.Name, Made(look), DayRead.Of(look, Hours), SealedAt);
    }

    private static SinceSealed Since(InputsSealed seal, Dictionary<long, double> readings, params DateOnly[] eventDays)
    {
        var look = Look(readings, eventDays);
        return SinceSealed.Of(seal, Made(look), DayRead.Of(look, seal.Hours()));
    }

    private static VenLook Look(Dictionary<long, double> readings, DateOnly[] eventDays) =>
        new(Ven, Profile, eventDays.ToHashSet(), [.. readings.Select(r => new Reading(r.Key, r.Value))], ResultSeries.Telemetry, 60, []);

    private static VenMeasured Made(VenLook look) =>
        MeasureVen.Of(Ven, Hours, look.Profile, [], look.Readings, look.EventDays, look.Minutes, look.RestsOn);

    /// <summary>Forty days of hours, each of a load of its own.</summary>
    private static Dictionary<long, double> Readings()
    {
        var random = new Random(3);
        var first = (Start - Duration.FromDays(40)).ToUnixTimeSeconds() / 60;
        var last = Start.ToUnixTimeSeconds() / 60;
        return Enumerable.Range(0, (int)((last - first) / 60)).ToDictionary(i => first + i * 60L, _ => 4 + random.Next(0, 16) / 8.0);
    }

    private static Dictionary<long, double> With(Dictionary<long, double> readings, long minute, Func<double, double> change) =>
        readings.ToDictionary(r => r.Key, r => r.Key == minute ? change(r.Value) : r.Value);

    private static long Minute(DateOnly day, int hour) =>
        LocalDate.FromDateOnly(day).At(new LocalTime(hour, 0)).InUtc().ToInstant().ToUnixTimeSeconds() / 60;
}
