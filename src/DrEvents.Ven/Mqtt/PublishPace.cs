namespace DrEvents.Ven.Mqtt;

/// <summary>Keeps the messages of one connection below what a broker takes in a second (AWS IoT Core: 100).</summary>
/// <remarks>A burst of fifty, then fifty a second: never more than a hundred in any second.</remarks>
internal sealed class PublishPace(TimeProvider clock)
{
    private const int Burst = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long _next = clock.GetTimestamp();

    /// <summary>Takes the next place and says how long it is until then; zero when it is now.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            var ahead = clock.GetElapsedTime(clock.GetTimestamp(), _next);
            if (ahead < TimeSpan.Zero)
                (ahead, _next) = (TimeSpan.Zero, clock.GetTimestamp());
            _next += (long)(Interval.TotalSeconds * clock.TimestampFrequency);
            var tooEarly = ahead - ((Burst - 1) * Interval);
            return tooEarly > TimeSpan.Zero ? tooEarly : TimeSpan.Zero;
        }
    }
}
