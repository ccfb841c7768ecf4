using DrEvents.Backend.Features.Profiles;
using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>How and when results of events are issued: configuration section <c>Results</c>.</summary>
public sealed class ResultOptions : ICheckedOptions
{
    public const string Section = "Results";
    private const int AfterSecondsMax = 7 * 24 * 3600;
    private const int ReviewHoursMax = 90 * 24;
    private const int ListMax = 20;

    public const string AssignByOrder = "order";
    public const string AssignByBackTest = "backtest";

    /// <summary>Fewer days than a week say little of any.</summary>
    public const int BackTestDaysMin = 7;

    /// <summary>As many as are read of a VEN at once: 35,000 five minutes.</summary>
    public const int BackTestDaysMax = 120;

    private static readonly IReadOnlyList<string> ProfilesDefault = ["caiso-10-in-10", "pre-event-mean"];
    private static readonly IReadOnlyList<double> ReviewsDefault = [5, 25, 169];

    /// <summary>Lengths of intervals that figures may be given for: five minutes of each VEN are kept, and no less.</summary>
    public static readonly IReadOnlyList<int> Lengths =
    [
        .. MeterSeries.Lengths.Where(m => m >= (int)Telemetry.Interval.Length.TotalMinutes),
    ];

    /// <summary>Names of profiles, in the order in which a VEN is measured by the first that makes a baseline of its meter. Empty: as by default.</summary>
    public IList<string> Profiles { get; set; } = [];

    /// <summary>Minutes of the intervals that figures are given for.</summary>
    public int IntervalMinutes { get; set; } = 5;

    /// <summary>Seconds from an event's end to its first result: late readings are in by then.</summary>
    public double IssueAfterSeconds { get; set; } = 600;

    /// <summary>Seconds from an import of a meter's file, or from readings that were accepted, to the results that it changes: those of other VENs come in meanwhile.</summary>
    public double IssueAfterImportSeconds { get; set; } = 600;

    /// <summary>Hours after the end at which the result is made again, for late readings and for windows after the event. Empty: as by default.</summary>
    public IList<double> ReviewAfterHours { get; set; } = [];

    /// <summary>Who assigns a profile to each VEN: nobody, so that <see cref="Profiles"/> are an order for all, or a back-test of it every week.</summary>
    public string Assign { get; set; } = AssignByOrder;

    /// <summary>Hours of the days without an event for which VENs are back-tested, by the clock of <c>Forecast:TimeZone</c>.</summary>
    public string BackTestHours { get; set; } = "14-20";

    /// <summary>Days that a back-test looks back.</summary>
    public int BackTestDays { get; set; } = 60;

    /// <summary>The profiles themselves.</summary>
    public IReadOnlyList<BaselineProfile> Ordered() =>
        [.. (Profiles.Count > 0 ? [.. Profiles] : ProfilesDefault).Select(ShippedProfiles.Get)];

    /// <summary>How long after the end it is made, and made again: also when the time after the event in which rebound is looked for is over.</summary>
    /// <param name="hours">That are measured; null where there are none.</param>
    public IReadOnlyList<TimeSpan> After(ResultHours? hours)
    {
        var first = TimeSpan.FromSeconds(IssueAfterSeconds);
        var whole = hours is null
            ? first
            : first + (ResultAround.Of(hours.Measured(IntervalMinutes, DateTimeZone.Utc), null).Until - hours.End);
        return
        [
            .. new[] { first, whole }
                .Concat((ReviewAfterHours.Count > 0 ? [.. ReviewAfterHours] : ReviewsDefault).Select(TimeSpan.FromHours))
                .Distinct(),
        ];
    }

    public IEnumerable<string> Problems()
    {
        if (Assign is not (AssignByOrder or AssignByBackTest))
            yield return $"{Section}:Assign: '{Assign}' is neither {AssignByOrder} nor {AssignByBackTest}";
        if (PlaceboHours.Read(BackTestHours) is null)
            yield return $"{Section}:BackTestHours: '{BackTestHours}' is not {PlaceboHours.Expected}";
        if (BackTestDays is not (>= BackTestDaysMin and <= BackTestDaysMax))
            yield return $"{Section}:BackTestDays is not {BackTestDaysMin} to {BackTestDaysMax}";
        if (Profiles.Count > ListMax || Profiles.Distinct().Count() < Profiles.Count)
            yield return $"{Section}:Profiles names more than {ListMax} profiles, or one twice";
        foreach (var (i, name) in Profiles.Index())
        {
            if (ShippedProfiles.Find(name) is null)
                yield return $"{Section}:Profiles:{i}: '{name}' is none of {string.Join(", ", ShippedProfiles.Names)}";
            else if (AssignableProfiles.Find(name) is null)
                yield return $"{Section}:Profiles:{i}: '{name}' needs a control group's meters, which are not stored for it";
        }
        if (!Lengths.Contains(IntervalMinutes))
            yield return $"{Section}:IntervalMinutes is none of {string.Join(", ", Lengths)}";
        if (IssueAfterSeconds is not (>= 0 and <= AfterSecondsMax))
            yield return $"{Section}:IssueAfterSeconds is not 0 to {AfterSecondsMax}";
        if (IssueAfterImportSeconds is not (>= 0 and <= AfterSecondsMax))
            yield return $"{Section}:IssueAfterImportSeconds is not 0 to {AfterSecondsMax}";
        if (ReviewAfterHours.Count > ListMax)
            yield return $"{Section}:ReviewAfterHours has more than {ListMax} times";
        foreach (var (i, _) in ReviewAfterHours.Index().Where(h => h.Item is not (> 0 and <= ReviewHoursMax)))
            yield return $"{Section}:ReviewAfterHours:{i} is not more than 0 and at most {ReviewHoursMax}";
    }
}
