namespace DrEvents.Ven.Mqtt;

/// <summary>Keeps messages below what a broker takes in a second; by default those of one connection (AWS IoT Core: 100).</summary>
/// <param name="clock">Its clock.</param>
/// <param name="burst">So many may go at once.</param>
/// <param name="perSecond">So many may go in a second after that.</param>
/// <remarks>A burst of fifty, then fifty a second: never more than a hundred in any second.</remarks>
internal sealed class PublishPace(TimeProvider clock, int burst = PublishPace.UsualBurst, double perSecond = 50)
{
    /// <summary>What one connection may send at once.</summary>
    public const int UsualBurst = 50;

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly Lock _gate = new();
    private long _next = clock.GetTimestamp();

    /// <summary>Takes the next places, at most a burst, and says how long it is until the last of them; zero when it is now.</summary>
    public TimeSpan Take(int places = 1)
    {
        lock (_gate)
        {
            var ahead = clock.GetElapsedTime(clock.GetTimestamp(), _next);
            if (ahead < TimeSpan.Zero)
                (ahead, _next) = (TimeSpan.Zero, clock.GetTimestamp());
            _next += (long)(places * _interval.TotalSeconds * clock.TimestampFrequency);
            var tooEarly = ahead - ((burst - places) * _interval);
            return tooEarly > TimeSpan.Zero ? tooEarly : TimeSpan.Zero;
        }
    }
}
