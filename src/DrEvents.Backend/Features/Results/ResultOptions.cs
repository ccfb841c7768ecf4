using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Backend.Features.Results;

/// <summary>How and when results of events are issued: configuration section <c>Results</c>.</summary>
public sealed class ResultOptions : ICheckedOptions
{
    public const string Section = "Results";
    private const int AfterSecondsMax = 7 * 24 * 3600;
    private const int ReviewHoursMax = 90 * 24;
    private const int ListMax = 20;

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

    /// <summary>Seconds from an import of a meter's file to the results that it changes: those of other VENs come in meanwhile.</summary>
    public double IssueAfterImportSeconds { get; set; } = 600;

    /// <summary>Hours after the end at which the result is made again, for late readings and for windows after the event. Empty: as by default.</summary>
    public IList<double> ReviewAfterHours { get; set; } = [];

    /// <summary>The profiles themselves.</summary>
    public IReadOnlyList<BaselineProfile> Ordered() =>
        [.. (Profiles.Count > 0 ? [.. Profiles] : ProfilesDefault).Select(ShippedProfiles.Get)];

    /// <summary>How long after the end it is made, and made again.</summary>
    public IReadOnlyList<TimeSpan> After() =>
        [
            TimeSpan.FromSeconds(IssueAfterSeconds),
            .. (ReviewAfterHours.Count > 0 ? [.. ReviewAfterHours] : ReviewsDefault).Select(TimeSpan.FromHours),
        ];

    public IEnumerable<string> Problems()
    {
        if (Profiles.Count > ListMax || Profiles.Distinct().Count() < Profiles.Count)
            yield return $"{Section}:Profiles names more than {ListMax} profiles, or one twice";
        foreach (var (i, name) in Profiles.Index())
        {
            if (ShippedProfiles.Find(name) is null)
                yield return $"{Section}:Profiles:{i}: '{name}' is none of {string.Join(", ", ShippedProfiles.Names)}";
            else if (ShippedProfiles.Get(name) is { NeedsTemperature: true } or { NeedsControl: true })
                yield return $"{Section}:Profiles:{i}: '{name}' needs temperatures or a control group's meters, which are not stored";
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
