namespace DrEvents.Measurement.Profiles;

/// <summary>Which days a baseline is the mean of.</summary>
/// <param name="LookBackDays">So many calendar days before the event's are looked at.</param>
/// <param name="Classes">Kinds of days that are alike; the event's day belongs to one.</param>
/// <param name="Exclude">Days that do not count.</param>
/// <param name="Choice">Which of the eligible days are used.</param>
/// <param name="LowUse">Days of too low use that do not count.</param>
/// <param name="Fill">What fills a shortage of days.</param>
public sealed record DayRule(
    int LookBackDays,
    IReadOnlyList<DayClass> Classes,
    IReadOnlyList<Exclusion> Exclude,
    Choice Choice,
    LowUse? LowUse = null,
    Fill Fill = Fill.Nothing
);

/// <summary>Days that are alike.</summary>
/// <param name="Weekdays">Days of the week.</param>
/// <param name="Wanted">The newest so many are eligible.</param>
/// <param name="Minimum">With fewer there is no baseline.</param>
/// <param name="Used">How many of these are used, where the choice leaves some out.</param>
/// <param name="Holidays">Whether holidays are of this kind, whatever their weekday.</param>
public sealed record DayClass(
    string Name,
    IReadOnlyList<DayOfWeek> Weekdays,
    int Wanted,
    int Minimum,
    int? Used = null,
    bool Holidays = false
);

public enum Exclusion
{
    Holidays,

    /// <summary>Days with an event.</summary>
    EventDays,

    /// <summary>The day before the event.</summary>
    DayBeforeEvent,

    /// <summary>Days of which any interval is missing, also outside of the hours that matter.</summary>
    IncompleteDays,
}

/// <summary>Which of the eligible days are used.</summary>
/// <param name="Rank">What days are compared by.</param>
public sealed record Choice(ChoiceKind Kind, RankBy Rank = RankBy.EventMean);

public enum ChoiceKind
{
    /// <summary>All.</summary>
    All,

    /// <summary>The highest.</summary>
    Highest,

    /// <summary>Those in the middle: as many of the highest as of the lowest are left out.</summary>
    Middle,

    /// <summary>Of all days of the look-back, those whose highest temperature is nearest to that of the event's day; of two as near, the newer.</summary>
    NearestTemperature,
}

public enum RankBy
{
    /// <summary>Mean load in the hours of the event.</summary>
    EventMean,

    /// <summary>Energy of the day.</summary>
    DailyEnergy,
}

/// <summary>A day does not count whose mean in the event's hours is below a share of what the others have there.</summary>
/// <param name="Of">What it is a share of.</param>
public sealed record LowUse(double Share, LowUseOf Of);

public enum LowUseOf
{
    /// <summary>The mean of the days taken; who falls out is replaced by the next older day.</summary>
    Mean,

    /// <summary>The largest of all eligible days of the look-back.</summary>
    Largest,
}

public enum Fill
{
    Nothing,

    /// <summary>The days with an event of the highest load in these hours, up to the minimum.</summary>
    EventDays,
}
