using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>The hours that are measured, by which clock, and in intervals of which length.</summary>
public sealed record MeasuredHours(Instant Start, Instant End, int IntervalMinutes, DateTimeZone Zone)
{
    public int Intervals => (int)Math.Ceiling((End - Start).TotalMinutes / IntervalMinutes);

    /// <summary>Minutes of an interval; the last one may be shorter.</summary>
    public double MinutesOf(int interval) => Math.Min(IntervalMinutes, (End - Start).TotalMinutes - (double)interval * IntervalMinutes);
}
