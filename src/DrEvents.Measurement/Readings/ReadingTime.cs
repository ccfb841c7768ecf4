namespace DrEvents.Measurement.Readings;

/// <summary>The time that a reading stands for: that since the one before of the same VEN. All means are over it.</summary>
public static class ReadingTime
{
    /// <summary>So many report intervals without a reading are silence.</summary>
    public const int SilenceIntervals = 3;

    /// <summary>
    /// Seconds; one report interval where there is none before, or where it is longer ago than three of them: nobody knows what was in between.
    /// An older reading that comes later has none, since the newer one stands for its time already.
    /// </summary>
    /// <param name="sinceBefore">Time since the one before, negative where that one is newer.</param>
    public static double Seconds(TimeSpan? sinceBefore, int reportIntervalSeconds) =>
        sinceBefore is not { } time || time > TimeSpan.FromSeconds(SilenceIntervals * reportIntervalSeconds) ? reportIntervalSeconds
        : time > TimeSpan.Zero ? time.TotalSeconds
        : 0;
}
