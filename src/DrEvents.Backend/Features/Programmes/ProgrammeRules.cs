using System.Globalization;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Profiles;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>What the terms of a programme say of an event's time. Days and hours are those of the programme's time zone.</summary>
public static class ProgrammeRules
{
    public const int IdLengthMax = 64;
    public const int NameLengthMax = 200;
    public const int WhyMax = 500;
    private const double MinutesMax = 31 * 24 * 60;
    private const int EventsMax = 10_000;
    private static readonly string[] DayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>What the others need, the meters of a control group, is not stored for VENs.</summary>
    private static readonly string[] Profiles = [.. ShippedProfiles.Names.Where(n => !ShippedProfiles.Get(n).NeedsControl)];
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly AnnualDatePattern Day = AnnualDatePattern.CreateWithInvariantCulture("MM-dd");

    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= IdLengthMax } && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Names what is wrong with terms that somebody wants to give a programme.</summary>
    public static FieldErrors CheckTerms(this FieldErrors errors, ProgrammeTerms? terms)
    {
        if (terms is null)
            return errors;
        var (from, until) = (Clock.Parse(terms.From ?? ""), Clock.Parse(terms.Until ?? ""));
        return errors
            .Range(terms.NoticeMinutes, "terms.noticeMinutes", 0, MinutesMax)
            .Positive(terms.MaxMinutesPerEvent, "terms.maxMinutesPerEvent", MinutesMax)
            .Range(terms.MaxEventsPerSeason, "terms.maxEventsPerSeason", 1, EventsMax)
            .If(terms.Days is { Count: 0 }, "terms.days", "is empty; leave it out to mean every day")
            .If(
                terms.Days?.Any(d => !DayNames.Contains(d)) == true,
                "terms.days",
                $"holds one that is none of {string.Join(", ", DayNames)}"
            )
            .If(terms.From is null != terms.Until is null, "terms.from", "belongs to terms.until, and both have to be there")
            .If(terms.From is not null && !from.Success, "terms.from", "is no time such as 14:00")
            .If(terms.Until is not null && !until.Success, "terms.until", "is no time such as 20:00")
            .If(from.Success && until.Success && from.Value >= until.Value, "terms.until", "is not after terms.from")
            .If(
                terms.SeasonFrom is null != terms.SeasonUntil is null,
                "terms.seasonFrom",
                "belongs to terms.seasonUntil, and both have to be there"
            )
            .If(terms.SeasonFrom is not null && !Day.Parse(terms.SeasonFrom).Success, "terms.seasonFrom", "is no day such as 06-01")
            .If(terms.SeasonUntil is not null && !Day.Parse(terms.SeasonUntil).Success, "terms.seasonUntil", "is no day such as 09-30")
            .If(
                terms.TimeZone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(terms.TimeZone) is null,
                "terms.timeZone",
                "is no time zone such as Europe/Berlin"
            )
            .If(
                terms.TimeZone is null && (terms.Days ?? (object?)terms.From ?? terms.SeasonFrom) is not null,
                "terms.timeZone",
                "is missing: days and hours need one"
            )
            .If(
                terms.Profile is not null && !Profiles.Contains(terms.Profile),
                "terms.profile",
                $"is none of {string.Join(", ", Profiles)}"
            )
            .CheckLimits(terms.Limits, "terms.limits");
    }

    /// <summary>Names what an event's time breaks of the terms.</summary>
    /// <param name="askedAt">When it is asked for, or changed.</param>
    public static FieldErrors CheckEvent(
        this FieldErrors errors,
        Programme programme,
        DateTimeOffset start,
        DateTimeOffset end,
        DateTimeOffset askedAt
    )
    {
        var (terms, of) = (programme.Terms, $"programme {programme.ProgrammeId}");
        errors
            .If(
                (start - askedAt).TotalMinutes < terms.NoticeMinutes,
                "startTime",
                $"is sooner than the notice of {of}: {Text(terms.NoticeMinutes)} min"
            )
            .If(
                (end - start).TotalMinutes > terms.MaxMinutesPerEvent,
                "endTime",
                $"makes an event that is longer than {of} allows: {Text(terms.MaxMinutesPerEvent)} min"
            );
        if (terms.TimeZone is null)
            return errors;
        var zone = DateTimeZoneProviders.Tzdb[terms.TimeZone];
        var (from, until) = (Instant.FromDateTimeOffset(start).InZone(zone), Instant.FromDateTimeOffset(end).InZone(zone));
        // An event that ends at midnight is of the day that ends then.
        var lastDay = until.TimeOfDay == LocalTime.Midnight ? until.Date.PlusDays(-1) : until.Date;
        return errors
            .If(
                terms.Days is not null && Days(from.Date, lastDay).Any(d => !terms.Days.Contains(DayNames[(int)d.DayOfWeek - 1])),
                "startTime",
                $"is on a day on which {of} has no events: they are on {string.Join(", ", terms.Days ?? [])}"
            )
            .If(
                terms.From is not null && !IsWithin(terms, from.LocalDateTime, until.LocalDateTime),
                "startTime",
                $"and endTime are not within the hours of {of}: {terms.From} to {terms.Until}, {terms.TimeZone}"
            )
            .If(
                terms.SeasonFrom is not null && Days(from.Date, lastDay).Any(d => !IsOfSeason(terms, d)),
                "startTime",
                $"is out of the season of {of}: {terms.SeasonFrom} to {terms.SeasonUntil}"
            );
    }

    /// <summary>The season in which a time is, or its calendar year: from when on, and until before when, events of it count together.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) SeasonOf(ProgrammeTerms terms, DateTimeOffset at)
    {
        var zone = terms.TimeZone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[terms.TimeZone];
        var day = Instant.FromDateTimeOffset(at).InZone(zone).Date;
        if (terms.SeasonFrom is null)
            return (StartOf(new LocalDate(day.Year, 1, 1)), StartOf(new LocalDate(day.Year + 1, 1, 1)));
        var (first, last) = (Day.Parse(terms.SeasonFrom).Value, Day.Parse(terms.SeasonUntil!).Value);
        var begin = first.InYear(day.Year) <= day ? first.InYear(day.Year) : first.InYear(day.Year - 1);
        var end = last.InYear(begin.Year) >= begin ? last.InYear(begin.Year) : last.InYear(begin.Year + 1);
        return (StartOf(begin), StartOf(end.PlusDays(1)));

        DateTimeOffset StartOf(LocalDate date) => zone.AtStartOfDay(date).ToDateTimeOffset();
    }

    /// <summary>The season that runs, or else the next.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) SeasonNowOrNext(ProgrammeTerms terms, DateTimeOffset now)
    {
        const int moreThanAYear = 366;
        var begun = SeasonOf(terms, now);
        return now < begun.Until ? begun : SeasonOf(terms, begun.From.AddDays(moreThanAYear));
    }

    private static bool IsWithin(ProgrammeTerms terms, LocalDateTime from, LocalDateTime until)
    {
        var (begin, end) = (Clock.Parse(terms.From!).Value, Clock.Parse(terms.Until!).Value);
        return from.Date == until.Date && from.TimeOfDay >= begin && until.TimeOfDay <= end;
    }

    private static bool IsOfSeason(ProgrammeTerms terms, LocalDate day)
    {
        var (first, last) = (Day.Parse(terms.SeasonFrom!).Value, Day.Parse(terms.SeasonUntil!).Value);
        var (isAfterFirst, isBeforeLast) = (day >= first.InYear(day.Year), day <= last.InYear(day.Year));
        return first.InYear(2000) <= last.InYear(2000) ? isAfterFirst && isBeforeLast : isAfterFirst || isBeforeLast;
    }

    /// <summary>The days of an event, none of which is longer than a month.</summary>
    private static IEnumerable<LocalDate> Days(LocalDate from, LocalDate until)
    {
        for (var day = from; day <= until; day = day.PlusDays(1))
            yield return day;
    }

    private static string Text(double? minutes) => minutes?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
