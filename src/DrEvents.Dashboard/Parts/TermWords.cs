using System.Globalization;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Parts;

/// <summary>What a programme promises, in words.</summary>
public sealed class TermWords
{
    /// <summary>Each term that there is: what it is, and how much. Days and hours are those of the programme's own time zone.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(ProgrammeTerms terms, IStringLocalizer texts)
    {
        (string Name, string? Value)[] all =
        [
            ("Notice", Minutes(terms.NoticeMinutes)),
            ("Length", Minutes(terms.MaxMinutesPerEvent)),
            ("Events", terms.MaxEventsPerSeason is { } events ? Viewer.Number(events) : null),
            ("Days", terms.Days is { } days ? string.Join(", ", days.Select(DayName)) : null),
            ("Hours", terms.From is null ? null : $"{terms.From}–{terms.Until}"),
            ("Season", terms.SeasonFrom is null ? null : $"{DayOfYear(terms.SeasonFrom)}–{DayOfYear(terms.SeasonUntil!)}"),
            ("TimeZone", terms.TimeZone),
            ("Profile", terms.Profile),
            ("MaxKw", terms.Limits?.MaxKw is { } kw ? Viewer.Power(kw) : null),
            ("MaxMinutesPerEvent", Minutes(terms.Limits?.MaxMinutesPerEvent)),
            ("MaxEventsPerDay", terms.Limits?.MaxEventsPerDay is { } day ? Viewer.Number(day) : null),
            ("MaxEventsPerSeason", terms.Limits?.MaxEventsPerSeason is { } season ? Viewer.Number(season) : null),
            ("MinRestMinutes", Minutes(terms.Limits?.MinRestMinutes)),
        ];
        return [.. all.Where(t => t.Value is not null).Select(t => (texts[t.Name].Value, t.Value!))];
    }

    /// <summary>A weekday that the backend names <c>mon</c>, as the viewer's language has it.</summary>
    public static string DayName(string day) =>
        ProgrammeForm.AllDays.ToList().IndexOf(day) is >= 0 and var index
            ? CultureInfo.CurrentUICulture.DateTimeFormat.AbbreviatedDayNames[(index + 1) % 7]
            : day;

    private static string? Minutes(double? minutes) => minutes is { } m ? Viewer.Length(TimeSpan.FromMinutes(m)) : null;

    private static string DayOfYear(string day) =>
        DateOnly.TryParseExact("2000-" + day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("m", CultureInfo.CurrentCulture)
            : day;
}
