using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads.Simulation;
using DrEvents.Ven.Mqtt;

namespace DrEvents.Simulator.Faults;

/// <summary>The way of one VEN to its broker, with the faults that were drawn for it.</summary>
/// <param name="faults">What is wrong with it.</param>
/// <param name="shares">How long and how late.</param>
/// <param name="seed">Draws the moments.</param>
/// <param name="ackTopic">The topic on which a slow VEN is late.</param>
/// <param name="clock">The machine's clock, whatever the VEN's own shows.</param>
internal sealed class FaultyNetwork(Fault faults, FaultShares shares, int seed, string ackTopic, TimeProvider clock) : INetwork, IDisposable
{
    /// <summary>The first retransmission of a lost packet comes after 0.2 s (Linux' least), the next after twice as long, and so on.</summary>
    private const double RetransmissionS = 0.2;

    /// <summary>Of the packets of a bad line so many are lost.</summary>
    private const double LossShare = 0.2;

    private const int LossesMax = 5;

    /// <summary>Mean time until a bad line breaks.</summary>
    private const double BreakMeanS = 120;

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private readonly CancellationTokenSource _hurry = new();
    private CancellationTokenSource? _way;
    private long _breaks = Draws.Breaks;
    private long _messages = Draws.Messages;

    /// <summary>Whether a VEN with these faults needs a network of its own.</summary>
    public static bool IsNeeded(Fault faults) => (faults & (Fault.Offline | Fault.Slow | Fault.Lossy)) != 0;

    public async Task<CancellationToken> UpAsync(CancellationToken cancellation)
    {
        _way?.Dispose();
        _way = null;
        if (AwayFor() is { } away)
            await Task.Delay(away, clock, cancellation);
        var lasts = Lasts();
        if (lasts == Timeout.InfiniteTimeSpan)
            return CancellationToken.None;
        _way = new CancellationTokenSource(lasts, clock);
        return _way.Token;
    }

    public async Task CarryAsync(string topic, CancellationToken cancellation)
    {
        if (Late(topic) is not { Ticks: > 0 } late)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _hurry.Token);
        await Task.Delay(late, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>No message is late any more: a VEN that is stopped sends what it has, and who stops it does not wait for a bad line.</summary>
    public void Hurry() => _hurry.Cancel();

    public void Dispose()
    {
        _way?.Dispose();
        _hurry.Dispose();
    }

    /// <summary>How long the network stays away from now on; null when it is there.</summary>
    private TimeSpan? AwayFor() =>
        (faults & Fault.Offline) != 0 && PlaceInCycle() is var place && place >= shares.OfflineFor ? (2 * shares.OfflineFor) - place : null;

    /// <summary>How long a connection that is made now lasts.</summary>
    private TimeSpan Lasts()
    {
        var lasts = Timeout.InfiniteTimeSpan;
        if ((faults & Fault.Offline) != 0)
            lasts = shares.OfflineFor - PlaceInCycle();
        if ((faults & Fault.Lossy) != 0)
        {
            var breaks = TimeSpan.FromSeconds(-BreakMeanS * Math.Log(1 - Noise.Uniform(seed, _breaks++)));
            lasts = lasts == Timeout.InfiniteTimeSpan || breaks < lasts ? breaks : lasts;
        }
        return lasts == Timeout.InfiniteTimeSpan || lasts > TimeSpan.Zero ? lasts : TimeSpan.Zero;
    }

    /// <summary>The network is there for the first half of a cycle and away for the second. Every VEN begins in the first, somewhere.</summary>
    private TimeSpan PlaceInCycle()
    {
        var began = shares.OfflineFor * Noise.Uniform(seed, Draws.Outage);
        var ticks = (clock.GetUtcNow() - _startedAt + began).Ticks % (2 * shares.OfflineFor).Ticks;
        return TimeSpan.FromTicks(ticks);
    }

    private TimeSpan Late(string topic)
    {
        var late = TimeSpan.Zero;
        if ((faults & Fault.Slow) != 0 && topic == ackTopic)
            late = shares.SlowBy * (0.5 + Noise.Uniform(seed, _messages++));
        if ((faults & Fault.Lossy) != 0)
        {
            for (var losses = 0; losses < LossesMax && Noise.Uniform(seed, _messages++) < LossShare; losses++)
                late += TimeSpan.FromSeconds(RetransmissionS * Math.Pow(2, losses));
        }
        return late;
    }
}
