using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Backend.Tests.Live;

public sealed class VenQualityTests
{
    private static readonly DateOnly Monday = new(2026, 7, 13);
    private static readonly DateTimeOffset Midnight = new(2026, 7, 13, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_day_without_any_fault_is_known()
    {
        var view = Of(Rows(0, 288), Midnight.AddDays(2));

        Text(view.Totals).ShouldBe("288 known, 0 estimated, 0 missing, 0 s unknown, 0 left out");
        view.Days.ShouldHaveSingleItem().Day.ShouldBe(Monday);
    }

    [Fact]
    public void a_gap_of_an_hour_is_estimated_and_a_longer_one_is_missing()
    {
        Text(Of([.. Rows(0, 100), .. Rows(112, 288)], Midnight.AddDays(2)).Totals)
            .ShouldBe("276 known, 12 estimated, 0 missing, 3600 s unknown, 0 left out");
        Text(Of([.. Rows(0, 100), .. Rows(113, 288)], Midnight.AddDays(2)).Totals)
            .ShouldBe("275 known, 0 estimated, 13 missing, 3900 s unknown, 0 left out");
    }

    [Fact]
    public void what_is_not_over_and_what_was_before_the_ven_was_known_is_not_missing()
    {
        var now = Midnight.AddHours(10).AddMinutes(3);

        Text(Of(Rows(96, 121), now, since: Midnight.AddHours(8)).Totals)
            .ShouldBe("24 known, 0 estimated, 0 missing, 0 s unknown, 0 left out");
    }

    [Fact]
    public void flags_are_counted_with_the_first_of_each()
    {
        var rows = Rows(0, 288);
        rows[7] = rows[7] with { Flags = (int)(ReadingFlags.Spike | ReadingFlags.Moved), LeftOut = 2, MeasuredS = 280 };
        rows[9] = rows[9] with { Flags = (int)ReadingFlags.Spike };
        for (var i = 20; i < 33; i++)
            rows[i] = rows[i] with { Flags = (int)ReadingFlags.Still };

        var totals = Of(rows, Midnight.AddDays(2)).Totals;

        totals.Flags.ShouldBe([
            new QualityFlagView("frozen", 13, Midnight.AddMinutes(100)),
            new QualityFlagView("spike", 2, Midnight.AddMinutes(35)),
        ]);
        (totals.UnknownS, totals.LeftOut).ShouldBe((20, 2));
    }

    [Fact]
    public void a_row_that_stands_still_over_midnight_is_frozen_on_both_days()
    {
        var rows = Rows(0, 576);
        for (var i = 282; i < 294; i++)
            rows[i] = rows[i] with { Flags = (int)ReadingFlags.Still };

        Of(rows, Midnight.AddDays(3)).Totals.Flags.ShouldBe([new QualityFlagView("frozen", 6, Midnight.AddMinutes(1410))]);
    }

    [Fact]
    public void days_are_those_of_the_sites_clock()
    {
        // The clock goes back on this day: it has 25 hours.
        var (day, zone) = (new DateOnly(2026, 10, 25), DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
        var begin = new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero);
        QualityRow[] rows = [.. Enumerable.Range(0, 320).Select(i => new QualityRow(begin.AddMinutes(5 * i), 2, 300, 0, 0))];

        var view = new VenQuality("ven-1", zone, begin.AddDays(-9), begin.AddDays(9)).Of(day, day, rows, []);

        view.Totals.Known.ShouldBe(300);
    }

    [Fact]
    public void what_of_its_days_was_accepted_is_shown_beside_the_newest_word_first()
    {
        AcceptedReadingsView[] all = [Accepted(-24, -1, 0), Accepted(-2, 1, 1), Accepted(3, 5, 2), Accepted(24, 25, 3)];

        var view = new VenQuality("ven-1", DateTimeZone.Utc, Midnight.AddDays(-9), Midnight.AddDays(2)).Of(
            Monday,
            Monday,
            Rows(0, 288),
            all
        );

        view.Accepted.ShouldBe([all[2], all[1]]);

        static AcceptedReadingsView Accepted(int fromHour, int toHour, int at) =>
            new(Midnight.AddHours(fromHour), Midnight.AddHours(toHour), 1, ["spike"], "seen", null, Midnight.AddHours(30 + at));
    }

    private static VenQualityView Of(IReadOnlyList<QualityRow> rows, DateTimeOffset now, DateTimeOffset? since = null) =>
        new VenQuality("ven-1", DateTimeZone.Utc, since ?? Midnight.AddDays(-9), now).Of(Monday, Monday, rows, []);

    /// <summary>Five minutes of the day from one to another.</summary>
    private static QualityRow[] Rows(int from, int to) =>
        [.. Enumerable.Range(from, to - from).Select(i => new QualityRow(Midnight.AddMinutes(5 * i), 2, 300, (int)ReadingFlags.Moved, 0))];

    private static string Text(QualityCountsView c) =>
        $"{c.Known} known, {c.Estimated} estimated, {c.Missing} missing, {c.UnknownS} s unknown, {c.LeftOut} left out";
}
