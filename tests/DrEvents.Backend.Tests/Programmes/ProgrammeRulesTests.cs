using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Programmes;

/// <summary>Times are those of Berlin, two hours ahead of UTC in July and one in January. 14 July 2026 is a Tuesday.</summary>
public sealed class ProgrammeRulesTests
{
    private static readonly ProgrammeTerms Evenings = new(
        NoticeMinutes: 30,
        MaxMinutesPerEvent: 120,
        Days: ["mon", "tue", "wed", "thu", "fri"],
        From: "14:00",
        Until: "20:00",
        SeasonFrom: "06-01",
        SeasonUntil: "09-30",
        TimeZone: "Europe/Berlin"
    );

    [Theory]
    [InlineData("2026-07-14T17:00+02:00", 60, 60, null)]
    [InlineData("2026-07-14T14:00+02:00", 120, 30, null)]
    [InlineData("2026-07-14T18:00+02:00", 120, 30, null)]
    [InlineData("2026-07-14T17:00+02:00", 60, 29, "startTime: is sooner than the notice of programme evenings: 30 min")]
    [InlineData("2026-07-14T14:00+02:00", 121, 60, "endTime: makes an event that is longer than programme evenings allows: 120 min")]
    [InlineData("2026-07-14T13:59+02:00", 60, 60, "startTime: and endTime are not within the hours")]
    [InlineData("2026-07-14T19:30+02:00", 31, 60, "startTime: and endTime are not within the hours")]
    [InlineData("2026-07-18T17:00+02:00", 60, 60, "startTime: is on a day on which programme evenings has no events")]
    [InlineData("2026-10-01T17:00+02:00", 60, 60, "startTime: is out of the season of programme evenings: 06-01 to 09-30")]
    [InlineData("2026-09-30T17:00+02:00", 60, 60, null)]
    [InlineData("2026-06-01T17:00+02:00", 60, 60, null)]
    public void an_event_has_to_keep_what_its_programme_promises(string start, int minutes, int aheadMinutes, string? problem)
    {
        var at = DateTimeOffset.Parse(start, null);

        var errors = new FieldErrors().CheckEvent(Of(Evenings), at, at.AddMinutes(minutes), at.AddMinutes(-aheadMinutes));

        if (problem is null)
            errors.None.ShouldBeTrue(Text(errors));
        else
            Text(errors).ShouldContain(problem);
    }

    [Fact]
    public void days_and_hours_are_those_of_the_programme_in_summer_and_in_winter()
    {
        var terms = new ProgrammeTerms(From: "14:00", Until: "20:00", TimeZone: "Europe/Berlin");
        foreach (var (start, isGood) in new[] { ("2026-07-14T12:00Z", true), ("2026-01-14T12:00Z", false), ("2026-01-14T13:00Z", true) })
        {
            var at = DateTimeOffset.Parse(start, null);
            new FieldErrors().CheckEvent(Of(terms), at, at.AddHours(1), at).None.ShouldBe(isGood, start);
        }
    }

    [Theory]
    [InlineData("2026-12-24T17:00Z", true)]
    [InlineData("2027-02-28T17:00Z", true)]
    [InlineData("2026-07-01T17:00Z", false)]
    public void a_season_may_go_over_the_end_of_the_year(string start, bool isGood)
    {
        var terms = new ProgrammeTerms(SeasonFrom: "11-01", SeasonUntil: "02-28", TimeZone: "Etc/UTC");
        var at = DateTimeOffset.Parse(start, null);

        new FieldErrors().CheckEvent(Of(terms), at, at.AddHours(1), at).None.ShouldBe(isGood);

        if (isGood)
            ProgrammeRules
                .SeasonOf(terms, at)
                .ShouldBe((DateTimeOffset.Parse("2026-11-01T00:00Z", null), DateTimeOffset.Parse("2027-03-01T00:00Z", null)));
    }

    [Theory]
    [InlineData("2026-05-31T21:59Z", 2026)]
    [InlineData("2026-05-31T22:00Z", 2026)]
    [InlineData("2026-09-30T21:59Z", 2026)]
    [InlineData("2026-09-30T22:00Z", 2027)]
    [InlineData("2027-02-01T00:00Z", 2027)]
    public void out_of_the_season_the_next_one_is_meant(string now, int year)
    {
        var terms = new ProgrammeTerms(SeasonFrom: "06-01", SeasonUntil: "09-30", TimeZone: "Europe/Berlin");

        var (from, until) = ProgrammeRules.SeasonNowOrNext(terms, DateTimeOffset.Parse(now, null));

        from.ShouldBe(new DateTimeOffset(year, 5, 31, 22, 0, 0, TimeSpan.Zero));
        until.ShouldBe(new DateTimeOffset(year, 9, 30, 22, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void an_event_that_ends_at_midnight_is_of_the_day_that_ends_then()
    {
        var terms = new ProgrammeTerms(Days: ["tue"], TimeZone: "Europe/Berlin");
        var at = DateTimeOffset.Parse("2026-07-14T22:00+02:00", null);

        new FieldErrors().CheckEvent(Of(terms), at, at.AddHours(2), at).None.ShouldBeTrue();
        new FieldErrors().CheckEvent(Of(terms), at, at.AddHours(2.1), at).None.ShouldBeFalse();
    }

    public static readonly TheoryData<ProgrammeTerms, string> Wrong = new()
    {
        { new(NoticeMinutes: -1), "terms.noticeMinutes" },
        { new(MaxMinutesPerEvent: 0), "terms.maxMinutesPerEvent" },
        { new(MaxEventsPerSeason: 0), "terms.maxEventsPerSeason" },
        { new(Days: [], TimeZone: "Etc/UTC"), "terms.days" },
        { new(Days: ["Monday"], TimeZone: "Etc/UTC"), "terms.days" },
        { new(From: "14:00", TimeZone: "Etc/UTC"), "terms.from" },
        { new(From: "25:00", Until: "26:00", TimeZone: "Etc/UTC"), "terms.from" },
        { new(From: "20:00", Until: "14:00", TimeZone: "Etc/UTC"), "terms.until" },
        { new(SeasonFrom: "02-30", SeasonUntil: "09-30", TimeZone: "Etc/UTC"), "terms.seasonFrom" },
        { new(SeasonFrom: "06-01", TimeZone: "Etc/UTC"), "terms.seasonFrom" },
        { new(Days: ["mon"]), "terms.timeZone" },
        { new(TimeZone: "Berlin"), "terms.timeZone" },
        { new(Limits: new HomeLimits(MaxKw: -1)), "terms.limits.maxKw" },
        { new(Profile: "none"), "terms.profile" },
        { new(Profile: "control-group"), "terms.profile" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void terms_that_say_nothing_sensible_are_named(ProgrammeTerms terms, string field) =>
        Text(new FieldErrors().CheckTerms(terms)).ShouldContain(field + ":");

    [Fact]
    public void the_tighter_limit_holds()
    {
        var ofVen = new HomeLimits(MaxKw: 2, MaxEventsPerDay: 3, MinRestMinutes: 60);
        var ofProgramme = new HomeLimits(MaxKw: 3, MaxMinutesPerEvent: 90, MaxEventsPerDay: 1, MinRestMinutes: 120);

        var both = new HomeLimits(MaxKw: 2, MaxMinutesPerEvent: 90, MaxEventsPerDay: 1, MinRestMinutes: 120);
        ofVen.With(ofProgramme).ShouldBe(both);
        ofProgramme.With(ofVen).ShouldBe(both);
        ofVen.With(null).ShouldBe(ofVen);
    }

    private static Programme Of(ProgrammeTerms terms) =>
        new("programme/evenings", "evenings", "Evenings", terms, 0, DateTimeOffset.UnixEpoch, "somebody");

    private static string Text(FieldErrors errors)
    {
        var problems = errors.None ? null : (IReadOnlyDictionary<string, string[]>?)errors.Answer.Extensions["errors"];
        return string.Join(
            '\n',
            (problems ?? new Dictionary<string, string[]>()).SelectMany(e => e.Value, (e, text) => $"{e.Key}: {text}")
        );
    }
}
