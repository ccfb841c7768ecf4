using System.Globalization;

namespace DrEvents.Dashboard.Parts;

/// <summary>What an administrator typed of a programme, by the names of the backend's fields.</summary>
public sealed class ProgrammeForm
{
    /// <summary>Weekdays as the backend names them.</summary>
    public static readonly IReadOnlyList<string> AllDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Terms in which a number is wanted.</summary>
    public static readonly IReadOnlyList<string> Numbers =
    [
        "terms.noticeMinutes",
        "terms.maxMinutesPerEvent",
        "terms.maxEventsPerSeason",
        "terms.limits.maxKw",
        "terms.limits.maxMinutesPerEvent",
        "terms.limits.maxEventsPerDay",
        "terms.limits.maxEventsPerSeason",
        "terms.limits.minRestMinutes",
    ];

    private static readonly string[] Whole =
    [
        "terms.maxEventsPerSeason",
        "terms.limits.maxEventsPerDay",
        "terms.limits.maxEventsPerSeason",
    ];

    private readonly Dictionary<string, string> _typed = [];

    /// <summary>Days on which events may be; none for every day.</summary>
    public HashSet<string> Days { get; init; } = [];

    /// <summary>As the programme is.</summary>
    public static ProgrammeForm Of(ProgrammeView programme)
    {
        var (terms, limits) = (programme.Terms, programme.Terms.Limits);
        var form = new ProgrammeForm { Days = [.. terms.Days ?? []] };
        form["id"] = programme.Id;
        form["name"] = programme.Name;
        form["terms.noticeMinutes"] = Text(terms.NoticeMinutes);
        form["terms.maxMinutesPerEvent"] = Text(terms.MaxMinutesPerEvent);
        form["terms.maxEventsPerSeason"] = Text(terms.MaxEventsPerSeason);
        form["terms.from"] = terms.From ?? "";
        form["terms.until"] = terms.Until ?? "";
        form["terms.seasonFrom"] = terms.SeasonFrom ?? "";
        form["terms.seasonUntil"] = terms.SeasonUntil ?? "";
        form["terms.timeZone"] = terms.TimeZone ?? "";
        form["terms.profile"] = terms.Profile ?? "";
        form["terms.limits.maxKw"] = Text(limits?.MaxKw);
        form["terms.limits.maxMinutesPerEvent"] = Text(limits?.MaxMinutesPerEvent);
        form["terms.limits.maxEventsPerDay"] = Text(limits?.MaxEventsPerDay);
        form["terms.limits.maxEventsPerSeason"] = Text(limits?.MaxEventsPerSeason);
        form["terms.limits.minRestMinutes"] = Text(limits?.MinRestMinutes);
        return form;
    }

    /// <summary>What stands in a field.</summary>
    public string this[string field]
    {
        get => _typed.GetValueOrDefault(field, "");
        set => _typed[field] = value;
    }

    /// <summary>Fields in which a number is wanted, and something else stands.</summary>
    public IReadOnlyList<string> NoNumbers => [.. Numbers.Where(f => !IsNumber(f))];

    /// <summary>The terms; asked for only where all numbers are some.</summary>
    public ProgrammeTerms Terms()
    {
        var limits = new HomeLimits(
            Number("terms.limits.maxKw"),
            Number("terms.limits.maxMinutesPerEvent"),
            (int?)Number("terms.limits.maxEventsPerDay"),
            (int?)Number("terms.limits.maxEventsPerSeason"),
            Number("terms.limits.minRestMinutes")
        );
        return new ProgrammeTerms(
            Number("terms.noticeMinutes"),
            Number("terms.maxMinutesPerEvent"),
            (int?)Number("terms.maxEventsPerSeason"),
            Days.Count > 0 ? [.. AllDays.Where(Days.Contains)] : null,
            Said("terms.from"),
            Said("terms.until"),
            Said("terms.seasonFrom"),
            Said("terms.seasonUntil"),
            Said("terms.timeZone"),
            limits.IsNone ? null : limits,
            Said("terms.profile")
        );
    }

    private string? Said(string field) => this[field].Trim() is { Length: > 0 } text ? text : null;

    private bool IsNumber(string field) =>
        this[field].Trim().Length == 0
        || (Number(field) is { } number && (!Whole.Contains(field) || (number == Math.Truncate(number) && Math.Abs(number) < 1e9)));

    // A comma is as good as a point: nobody writes thousands here.
    private double? Number(string field) =>
        double.TryParse(this[field].Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static string Text(double? value) => value?.ToString("0.######", CultureInfo.CurrentCulture) ?? "";
}
