using NodaTime;

namespace DrEvents.Measurement.Delivery;

/// <summary>A time over which intervals are summed.</summary>
internal readonly record struct Span(Instant Start, Instant End)
{
    public double Hours => (End - Start).TotalHours;

    /// <summary>How much of an interval lies in it.</summary>
    public double HoursOf(DeliveryInterval interval) =>
        Math.Max(0, (Instant.Min(End, interval.End) - Instant.Max(Start, interval.Start)).TotalHours);

    /// <summary>Σ kW·Δt in the order of the intervals; null where any of the time is not known.</summary>
    public double? SumKwh(IReadOnlyList<DeliveryInterval> intervals, Func<DeliveryInterval, double?> kw)
    {
        var (sum, covered) = (0.0, Duration.Zero);
        foreach (var interval in intervals)
        {
            var hours = HoursOf(interval);
            if (hours <= 0 || kw(interval) is not { } known)
                continue;
            sum += known * hours;
            covered += Instant.Min(End, interval.End) - Instant.Max(Start, interval.Start);
        }
        return covered == End - Start ? sum : null;
    }
}
