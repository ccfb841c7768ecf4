namespace DrEvents.Measurement.Forecasts;

/// <summary>What part of what it is asked for a VEN delivers, by what it delivered in past events.</summary>
public static class DeliveryRecord
{
    /// <summary>More than that in one event tells of the baseline rather than of the VEN.</summary>
    public const double PartMost = 1.5;

    /// <summary>So many events of which all was delivered are taken to have been before the first one.</summary>
    private const int EventsAssumed = 3;

    /// <summary>The mean over its events, drawn towards 1 while they are few.</summary>
    /// <param name="parts">Sum over its events of delivered ÷ promised, each from 0 to <see cref="PartMost"/>.</param>
    public static double Of(double parts, long events) => (parts + EventsAssumed) / (events + EventsAssumed);
}
