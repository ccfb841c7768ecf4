using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Tests.Results;

/// <summary>What odd readings and gaps do to the result that rests on them.</summary>
public sealed class ValidatedResultTests
{
    // A Wednesday; caiso-10-in-10 adjusts by the first three of the four hours before the start.
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 15, 16, 0);
    private static readonly BaselineProfile Profile = ShippedProfiles.Get("caiso-10-in-10");
    private static readonly MeasuredHours Hours = new(Start, Start + Duration.FromHours(1), 5, DateTimeZone.Utc);
    private static readonly MeasuredHours Before = Hours with { ReadingRule = ReadingRules.AsTheyAre };

    [Fact]
    public void right_readings_give_what_they_gave_before_they_were_looked_at()
    {
        var (now, before) = (Of(Hours, All(), [At(16, 5, ReadingFlags.Moved)]), Of(Before, All(), []));

        now.Provisional.ShouldBeNull();
        now.Estimated.ShouldBeNull();
        // The band alone is another by the newer rule.
        ResultText(now with { Band = before.Band }).ShouldBe(ResultText(before));
    }

    [Fact]
    public void an_odd_reading_in_the_event_or_the_window_makes_it_provisional_and_changes_no_figure()
    {
        var right = Of(Hours, All(), []);
        var odd = Of(Hours, All(), [At(12, 30, ReadingFlags.ClockJump), At(15, 30, ReadingFlags.Spike), At(16, 5, ReadingFlags.Spike)]);

        odd.Provisional.ShouldBe(
            "the event rests on odd readings (spike) in 1 of its five minutes, the first at 2026-07-15T16:05:00Z; "
                + "the adjustment's window rests on odd readings (clock jump) in 1 of its five minutes, the first at 2026-07-15T12:30:00Z"
        );
        odd.Hash.ShouldNotBe(right.Hash, "it is of what it rests on");
        ResultText(odd with { Provisional = null, Hash = right.Hash }).ShouldBe(ResultText(right));
    }

    [Fact]
    public void what_somebody_accepted_makes_it_provisional_no_more_and_stays_in_its_hash()
    {
        FlaggedInterval[] flags = [At(12, 30, ReadingFlags.Spike), At(16, 5, ReadingFlags.Spike | ReadingFlags.Duplicate)];
        var odd = Of(Hours, All(), flags);
        var (window, both) = (Accepted(1, 12, 34, 12, 36), Accepted(2, 12, 30, 16, 10));

        var part = Of(Hours, All(), flags, window);
        part.Provisional.ShouldBe("the event rests on odd readings (spike) in 1 of its five minutes, the first at 2026-07-15T16:05:00Z");
        part.Accepted.ShouldBe([window]);

        var made = Of(Hours, All(), flags, both, Accepted(3, 10, 0, 11, 0));
        made.Provisional.ShouldBeNull();
        made.Accepted.ShouldBe([both], "the other is of other hours");
        new[] { odd.Hash, part.Hash, made.Hash }.ShouldBeUnique();
        ResultText(made with { Accepted = null, Hash = odd.Hash, Provisional = odd.Provisional }).ShouldBe(ResultText(odd));
    }

    [Fact]
    public void readings_whose_sender_is_not_proven_are_counted_and_make_nothing_provisional()
    {
        FlaggedInterval[] flags =
        [
            At(11, 0, ReadingFlags.Moved | ReadingFlags.Unproven),
            At(12, 30, ReadingFlags.Moved | ReadingFlags.Unproven),
            At(16, 5, ReadingFlags.Moved | ReadingFlags.Unproven),
            At(16, 10, ReadingFlags.Moved),
        ];
        var (right, made) = (Of(Hours, All(), []), Of(Hours, All(), flags));

        made.Unproven.ShouldBe(new UnprovenReadings(2, 3), "11 o'clock is before the adjustment's window");
        made.Unproven!.Word.ShouldBe(UnprovenWords.Partly);
        ResultText(made with { Unproven = null }).ShouldBe(ResultText(right));
        Of(Hours, All(), flags[..3]).Unproven!.Word.ShouldBe(UnprovenWords.Wholly);
        right.Unproven.ShouldBeNull();
    }

    [Fact]
    public void a_result_by_an_earlier_rule_says_nothing_of_senders_and_has_the_hash_that_it_had()
    {
        var earlier = Hours with { ReadingRule = ReadingRules.MissingIsProvisional };

        var made = Of(earlier, All(), [At(16, 5, ReadingFlags.Spike | ReadingFlags.Unproven)]);

        ResultText(made).ShouldBe(ResultText(Of(earlier, All(), [At(16, 5, ReadingFlags.Spike)])));
    }

    [Fact]
    public void what_is_odd_in_another_way_than_what_was_accepted_is_not()
    {
        var accepted = Accepted(1, 16, 0, 17, 0);

        Of(Hours, All(), [At(16, 5, ReadingFlags.Spike | ReadingFlags.ClockJump)], accepted).Provisional.ShouldNotBeNull();
        Of(Hours, All(), [At(16, 5, ReadingFlags.Spike)], accepted).Provisional.ShouldBeNull();
        // Its five minutes begin with the end of the hours that were accepted.
        Of(Hours, All(), [At(16, 5, ReadingFlags.Spike)], Accepted(1, 16, 0, 16, 5)).Provisional.ShouldNotBeNull();
    }

    [Fact]
    public void without_odd_readings_there_is_nothing_that_was_accepted()
    {
        var made = Of(Hours, All(), [], Accepted(1, 0, 0, 23, 0));

        made.Accepted.ShouldBeNull();
        made.Hash.ShouldBe(Of(Hours, All(), []).Hash);
    }

    [Fact]
    public void a_meter_that_stands_still_for_an_hour_beyond_the_event_makes_it_provisional()
    {
        var still = Enumerable.Range(0, 12).Select(i => At(16, 50 + 5 * i, ReadingFlags.Still)).ToArray();

        Of(Hours, All(), still)
            .Provisional.ShouldBe("the event rests on odd readings (frozen) in 2 of its five minutes, the first at 2026-07-15T16:50:00Z");
        Of(Hours, All(), still[..11]).Provisional.ShouldBeNull();
    }

    [Fact]
    public void a_gap_of_a_day_before_is_filled_and_counted()
    {
        var yesterday = Start - Duration.FromDays(1);
        Reading[] gap = [.. All().Where(r => r.Minute < Minute(yesterday) + 10 || r.Minute >= Minute(yesterday) + 30)];

        var (filled, before) = (Of(Hours, gap, []), Of(Before, gap, []));

        filled.Estimated.ShouldBe(new EstimatedReadings(4, "linear"));
        filled.Provisional.ShouldBeNull("the event's own day is all measured");
        filled.Days.Single(d => d.Used).Dates.ShouldContain(new DateOnly(2026, 7, 14));
        before.Estimated.ShouldBeNull();
        before.Days.Single(d => d.Used).Dates.ShouldNotContain(new DateOnly(2026, 7, 14));
    }

    [Fact]
    public void a_gap_in_the_event_stays_one()
    {
        Reading[] gap = [.. All().Where(r => r.Minute != Minute(Start) + 10)];

        var made = Of(Hours, gap, []);

        made.ActualKw[2].ShouldBeNull();
        made.Provisional.ShouldBe("1 of 12 intervals are not known");
        made.Estimated.ShouldBeNull();
    }

    [Fact]
    public void a_baseline_of_the_same_day_is_provisional_until_the_hours_after_the_event_are_known()
    {
        var profile = ShippedProfiles.Get("same-day-3+2");
        Reading[] all = [.. Enumerable.Range(0, 97).Select(i => new Reading(Minute(Start) - 240 + 5 * i, 3))];
        Reading[] early = [.. all.Where(r => r.Minute < Minute(Start) + 70)];

        Of(Hours, profile, early).Provisional.ShouldBe("of the hours after the event that same-day-3+2 looks at some are not known");
        Of(Hours, profile, all).Provisional.ShouldBeNull();
        Of(Before, profile, early).Provisional.ShouldBeNull("one that was issued is verified by its own rule");
    }

    [Fact]
    public void a_window_of_which_the_day_knows_less_than_half_makes_it_provisional()
    {
        Reading[] gap = [.. All().Where(r => r.Minute < Minute(Start) - 240 || r.Minute >= Minute(Start) - 120)];

        Of(Hours, gap, []).Provisional.ShouldBe("not adjusted: the meter knows less than half of the window on the event's day");
    }

    [Fact]
    public void what_the_utilitys_meter_says_is_neither_flagged_nor_filled()
    {
        var made = MeasureVen
            .Of("ven", Hours, Profile, [], All(), new HashSet<DateOnly>(), 5, ResultSeries.Meter, [At(16, 5, ReadingFlags.Spike)])
            .Result!;

        made.Provisional.ShouldBeNull();
    }

    private static VenResult Of(
        MeasuredHours hours,
        IReadOnlyList<Reading> readings,
        IReadOnlyList<FlaggedInterval> flags,
        params AcceptedReadings[] accepted
    ) => MeasureVen.Of("ven", hours, Profile, [], readings, new HashSet<DateOnly>(), 5, ResultSeries.Telemetry, flags, accepted).Result!;

    private static VenResult Of(MeasuredHours hours, BaselineProfile profile, IReadOnlyList<Reading> readings) =>
        MeasureVen.Of("ven", hours, profile, [], readings, new HashSet<DateOnly>(), 5).Result!;

    /// <summary>Of spikes, on the day of the event.</summary>
    private static AcceptedReadings Accepted(long sequence, int fromHour, int fromMinute, int toHour, int toMinute)
    {
        var day = new DateTimeOffset(2026, 7, 15, 0, 0, 0, TimeSpan.Zero);
        var (from, to) = (day.AddHours(fromHour).AddMinutes(fromMinute), day.AddHours(toHour).AddMinutes(toMinute));
        return new AcceptedReadings(sequence, from, to, (int)ReadingFlags.Spike, "seen", day.AddDays(1), "me");
    }

    private static string ResultText(VenResult result) => System.Text.Json.JsonSerializer.Serialize(result);

    private static FlaggedInterval At(int hour, int minute, ReadingFlags flags) =>
        new(Minute(Instant.FromUtc(2026, 7, 15, hour, 0)) + minute, flags);

    private static long Minute(Instant time) => time.ToUnixTimeSeconds() / 60;

    /// <summary>Eleven weekdays and those between, of the hours that the profile looks at.</summary>
    private static Reading[] All()
    {
        var random = new Random(1);
        return
        [
            .. Enumerable
                .Range(-15, 16)
                .SelectMany(day => Enumerable.Range(0, 60).Select(i => Start + Duration.FromDays(day) + Duration.FromMinutes(5 * i - 240)))
                .Select(at => new Reading(Minute(at), 3 + random.Next(0, 16) / 8.0)),
        ];
    }
}
