using System.Text.Json.Serialization;
using DrEvents.Measurement.LikeDays;

namespace DrEvents.Measurement.Profiles;

/// <summary>A way to make a baseline, as data. Markets' manuals are the authority on theirs: a profile of that name is in their style.</summary>
/// <param name="Name">Small letters, digits, hyphens and plus signs.</param>
/// <param name="Version">Higher where figures may differ from those of the version before.</param>
/// <param name="Title">What it is, in one line.</param>
/// <param name="NaesbClass">Its class in NAESB's business practices for measurement and verification.</param>
/// <param name="Source">Where its rules are from.</param>
/// <param name="Holidays">The calendar that holds where the asker names none; one of those that ship.</param>
/// <param name="Days">Which days are like the event's; for <see cref="BaselineMethod.LikeDays"/> and <see cref="BaselineMethod.ControlGroup"/>.</param>
/// <param name="SameDay">Windows of the event's day itself; for <see cref="BaselineMethod.SameDay"/>.</param>
/// <param name="Control">How a control group is scaled; for <see cref="BaselineMethod.ControlGroup"/>.</param>
/// <param name="Regression">For <see cref="BaselineMethod.TimeOfWeekAndTemperature"/>.</param>
/// <param name="Adjustment">How it is moved to the level of the event's day.</param>
/// <param name="Schema">Where its file says that its schema is; for editors.</param>
/// <param name="ReductionFloor">Where a reduction below zero counts as zero.</param>
public sealed record BaselineProfile(
    string Name,
    int Version,
    string Title,
    NaesbClass NaesbClass,
    string Source,
    BaselineMethod Method,
    AdjustmentRule Adjustment,
    string? Holidays = null,
    DayRule? Days = null,
    IReadOnlyList<Window>? SameDay = null,
    ControlRule? Control = null,
    RegressionRule? Regression = null,
    ReductionFloor? ReductionFloor = null,
    [property: JsonPropertyName("$schema")] string? Schema = null
)
{
    /// <summary>Days before the event's that it looks at; 0 where these are none.</summary>
    [JsonIgnore]
    public int LookBackDays => Days?.LookBackDays ?? Regression?.LookBackDays ?? 0;

    /// <summary>Whether it needs outdoor temperatures.</summary>
    [JsonIgnore]
    public bool NeedsTemperature => Regression is not null || Days?.Choice.Kind == ChoiceKind.NearestTemperature;

    /// <summary>Whether it needs the series of others.</summary>
    [JsonIgnore]
    public bool NeedsControl => Method == BaselineMethod.ControlGroup;
}

/// <summary>NAESB's classes of performance evaluation.</summary>
public enum NaesbClass
{
    MaximumBaseLoad,
    MeterBeforeMeterAfter,
    BaselineTypeI,
    BaselineTypeII,
    MeteringGeneratorOutput,
}

/// <summary>What a baseline rests on.</summary>
public enum BaselineMethod
{
    /// <summary>The mean of days that are like the event's.</summary>
    LikeDays,

    /// <summary>The event's day itself, before and after.</summary>
    SameDay,

    /// <summary>Others who were not called, at the same time.</summary>
    ControlGroup,

    /// <summary>A regression on time of week and outdoor temperature.</summary>
    TimeOfWeekAndTemperature,
}

/// <summary>A window before the start of an event or after its end.</summary>
/// <param name="From">What its minutes are counted from.</param>
/// <param name="BeginsMinutes">Below 0 for before.</param>
/// <param name="EndsMinutes">After <paramref name="BeginsMinutes"/>.</param>
public sealed record Window(WindowAnchor From, int BeginsMinutes, int EndsMinutes);

public enum WindowAnchor
{
    Start,
    End,
}

/// <summary>The adjustment of a baseline; without windows there is none.</summary>
/// <param name="Least">The smallest factor, or the smallest difference in kW.</param>
/// <param name="Most">The largest.</param>
/// <param name="Over">Over which days the baseline of the window is the mean.</param>
public sealed record AdjustmentRule(
    AdjustmentKind Kind,
    IReadOnlyList<Window>? Windows = null,
    double? Least = null,
    double? Most = null,
    AdjustmentDays Over = AdjustmentDays.Chosen
);

public enum AdjustmentDays
{
    /// <summary>The days that the baseline is the mean of.</summary>
    Chosen,

    /// <summary>Those that it was chosen from too.</summary>
    Eligible,
}

/// <summary>A control group: <c>B = s·C</c> or <c>B = C + d</c>, with C the mean of the others.</summary>
public sealed record ControlRule(ControlScale Scale);

public enum ControlScale
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>By the ratio of the site to the group over the like days, in the event's hours.</summary>
    Ratio,

    /// <summary>By the difference of the two in each interval over the like days: difference in differences.</summary>
    Difference,
}

/// <summary>Regression on time of week and temperature.</summary>
/// <param name="LookBackDays">Days before the event that it is fitted to.</param>
/// <param name="IntervalMinutes">Length of a time of week; no shorter than the meter's interval.</param>
/// <param name="KnotsF">Where the temperature's line bends, °F.</param>
/// <param name="PointsBeyondKnot">An outer knot with fewer values beyond it is dropped.</param>
/// <param name="WeightingDays">A day so many days back counts half as much as the newest, <c>D² ÷ (D² + days²)</c>; without it all count alike.</param>
/// <param name="OccupiedShare">A time of week is occupied where more than this part of its loads lies above what temperature alone explains.</param>
public sealed record RegressionRule(
    int LookBackDays,
    int IntervalMinutes,
    IReadOnlyList<double> KnotsF,
    int PointsBeyondKnot,
    double OccupiedShare,
    double? WeightingDays = null
);

/// <summary>A reduction below zero counts as zero in each stretch of so many minutes.</summary>
public sealed record ReductionFloor(int PerMinutes);
