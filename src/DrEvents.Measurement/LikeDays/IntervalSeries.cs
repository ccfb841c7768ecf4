using NodaTime;

namespace DrEvents.Measurement.LikeDays;

/// <summary>The mean of one interval, kW; of one that an event changed it is no word about what would have been.</summary>
/// <param name="IsEvent">Whether an event changed it.</param>
public readonly record struct IntervalMean(double Kw, bool IsEvent = false);

/// <summary>Means over intervals of one length, each by the moment at which it begins; what is not there is missing.</summary>
public sealed class IntervalSeries(Duration length, IReadOnlyDictionary<Instant, IntervalMean> means)
{
    public Duration Length { get; } = length;

    public IntervalMean? At(Instant start) => means.TryGetValue(start, out var mean) ? mean : null;
}
