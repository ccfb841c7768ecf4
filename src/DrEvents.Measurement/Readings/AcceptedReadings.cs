namespace DrEvents.Measurement.Readings;

/// <summary>A person looked at the odd readings of some hours, and says that they are right as they are. They stay flagged.</summary>
/// <param name="Sequence">Its place among all stored events: a result knows those up to its own newest.</param>
/// <param name="From">Begin of the hours.</param>
/// <param name="To">Their end, exclusive.</param>
/// <param name="Flags">What was odd in them then, as numbers of <see cref="ReadingFlags"/>: what is odd in another way since was not looked at.</param>
/// <param name="Reason">Why they are right, in words.</param>
/// <param name="At">When.</param>
/// <param name="By">Who says so, as he said; null where he did not.</param>
public sealed record AcceptedReadings(
    long Sequence,
    DateTimeOffset From,
    DateTimeOffset To,
    int Flags,
    string Reason,
    DateTimeOffset At,
    string? By = null
)
{
    /// <summary>Whether it is of these five minutes, and of all that makes them doubtful.</summary>
    public bool Holds(FlaggedInterval interval) =>
        Touches(From, To, interval.Minute) && (interval.Flags.Doubtful() & ~(ReadingFlags)Flags) == ReadingFlags.None;

    /// <summary>Whether hours are of five minutes: nobody accepts a part of what is flagged as one.</summary>
    public static bool Touches(DateTimeOffset from, DateTimeOffset to, long minute)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(minute * 60);
        return from < start.AddMinutes(StoredUse.Minutes) && to > start;
    }
}
