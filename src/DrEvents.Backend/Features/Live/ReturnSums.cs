using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>The hour after a VEN's part in an event, by five minutes that are counted from the end of that part.</summary>
public static class ReturnSums
{
    /// <summary>How long after its part a VEN's readings belong to the event's return.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromHours(1);
    public static readonly int Count = (int)(Watched / Interval.Length);

    /// <summary>The part that a moment comes after, within that time; null when there is none, or another event holds the VEN.</summary>
    public static HeldSpan? SpanBefore(VenLive live, DateTimeOffset at) =>
        live.HeldAt(at) is null ? live.Held.Where(s => s.From < s.To && s.To <= at && at < s.To + Watched).MaxBy(s => s.To) : null;

    /// <summary>The meter with a reading of its return.</summary>
    public static MeteredParticipation Counted(MeteredParticipation meter, TelemetrySampled sample, HeldSpan part, double seconds)
    {
        if (sample.IsImplausible || seconds <= 0)
            return meter;
        var sums = meter.Return?.ToArray() ?? [.. Enumerable.Repeat(MeterSums.None, Count)];
        var place = (int)((sample.LiveAt - part.To) / Interval.Length);
        sums[place] = sums[place].Plus(sample, seconds);
        return meter with { Return = sums };
    }
}
