using DrEvents.Measurement.Forecasts;

namespace DrEvents.Measurement.Delivery;

/// <summary>What was asked of a VEN in an event of before, and what it delivered by its result. Powers in kW.</summary>
public readonly record struct PastDelivery(double RequestedKw, double DeliveredKw);

/// <summary>By what a VEN's capacity is to be multiplied, since it did not deliver all of what it was asked for in its last events.</summary>
/// <param name="Share">From 0 to 1; null where there is no event to tell it from.</param>
/// <param name="Events">How many events tell it.</param>
public readonly record struct CapacityDerate(double? Share, int Events)
{
    /// <summary>Older events tell of another season, or of other equipment.</summary>
    public const int EventsDefault = 5;

    /// <summary>
    /// The mean of delivered ÷ requested over the newest events, each from 0 to <see cref="DeliveryRecord.PartMost"/>; 1 at most, since what was delivered
    /// above what was asked for is no capacity.
    /// </summary>
    /// <param name="newestFirst">Those in which nothing was asked for do not count.</param>
    /// <param name="most">So many of them count.</param>
    public static CapacityDerate Of(IEnumerable<PastDelivery> newestFirst, int most = EventsDefault)
    {
        var (sum, count) = (0.0, 0);
        foreach (var past in newestFirst.Where(e => e.RequestedKw > 0).Take(most))
        {
            sum += Math.Clamp(past.DeliveredKw / past.RequestedKw, 0, DeliveryRecord.PartMost);
            count++;
        }
        return count == 0 ? default : new CapacityDerate(Math.Min(1, sum / count), count);
    }
}
