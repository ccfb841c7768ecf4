using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>The hours that are measured, by which clock, and in intervals of which length.</summary>
/// <param name="ReadingRule">How readings are looked at, one of <see cref="ReadingRules"/>.</param>
public sealed record MeasuredHours(
    Instant Start,
    Instant End,
    int IntervalMinutes,
    DateTimeZone Zone,
    int ReadingRule = ReadingRules.Newest
)
{
    public int Intervals => (int)Math.Ceiling((End - Start).TotalMinutes / IntervalMinutes);

    /// <summary>Minutes of an interval; the last one may be shorter.</summary>
    public double MinutesOf(int interval) => Math.Min(IntervalMinutes, (End - Start).TotalMinutes - (double)interval * IntervalMinutes);

    /// <summary>What of a meter a profile looks at for them (<see cref="NeededHours"/>).</summary>
    public IReadOnlyList<Interval> Needed(BaselineProfile profile, int meterMinutes) =>
        NeededHours.Of(Zone, Start, End, profile, meterMinutes);

    /// <summary>What of temperatures a profile looks at for them.</summary>
    public Interval NeededTemperatures(BaselineProfile profile) => Temperatures.Needed(Zone, Start, End, profile.LookBackDays);
}

/// <summary>How a result looks at the readings that it rests on. One that was issued is verified by its own rule, for ever.</summary>
public static class ReadingRules
{
    /// <summary>Of results from before: as they are, flagged or not.</summary>
    public const int AsTheyAre = 0;

    /// <summary>Odd ones on the event's day make a result provisional; gaps of an hour at most on days before it are filled.</summary>
    public const int FlaggedAndFilled = 1;

    /// <summary>
    /// Besides, hours after the event that a same-day baseline lacks, and more than half of an adjustment's window, make a result provisional; and the
    /// <see cref="Errors.ErrorBand"/> is that of one more error.
    /// </summary>
    public const int MissingIsProvisional = 2;

    /// <summary>Besides, a result says how many five minutes rest on readings whose sender nobody can prove.</summary>
    public const int UnprovenIsTold = 3;

    /// <summary>By which results are made now.</summary>
    public const int Newest = UnprovenIsTold;

    /// <summary>The flags of which a rule knows: read models of before did not know over which topic a reading came.</summary>
    public static ReadingFlags By(this ReadingFlags flags, int rule) => rule < UnprovenIsTold ? flags & ~ReadingFlags.Unproven : flags;
}
