using DrEvents.Measurement.Forecasts;

namespace DrEvents.Measurement.Delivery;

/// <summary>What was asked of a VEN or a portfolio in an event of before, and what it delivered. Powers in kW.</summary>
public readonly record struct PastDelivery(double RequestedKw, double DeliveredKw);

/// <summary>By what its capacity is to be multiplied, since it did not deliver all of what it was asked for in its last events.</summary>
public static class CapacityDerate
{
    /// <summary>Older events tell of another season, or of other equipment.</summary>
    public const int EventsMost = 10;

    /// <summary>
    /// The mean of delivered ÷ requested over the newest events, each from 0 to <see cref="DeliveryRecord.PartMost"/>, drawn towards 1 while they are few
    /// (<see cref="DeliveryRecord.Of"/>); 1 at most, since what was delivered above what was asked for is no capacity.
    /// </summary>
    /// <param name="events">Newest first; those in which nothing was asked for do not count.</param>
    public static double Of(IEnumerable<PastDelivery> events)
    {
        var (parts, count) = (0.0, 0);
        foreach (var past in events.Where(e => e.RequestedKw > 0).Take(EventsMost))
        {
            parts += Math.Clamp(past.DeliveredKw / past.RequestedKw, 0, DeliveryRecord.PartMost);
            count++;
        }
        return Math.Min(1, DeliveryRecord.Of(parts, count));
    }
}
