using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>The time that a reading stands for: that since the one before of the same VEN. All means are over it.</summary>
public static class ReadingTime
{
    /// <summary>
    /// Seconds; one report interval where there is none before, or where it is longer ago than three of them: nobody knows what was in between.
    /// An older reading that comes later has none, since the newer one stands for its time already.
    /// </summary>
    /// <param name="sinceBefore">Time since the one before, negative where that one is newer.</param>
    public static double Seconds(TimeSpan? sinceBefore, int reportIntervalSeconds) =>
        sinceBefore is not { } time || time > Silence.After(reportIntervalSeconds) ? reportIntervalSeconds
        : time > TimeSpan.Zero ? time.TotalSeconds
        : 0;
}
