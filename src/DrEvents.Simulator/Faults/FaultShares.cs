using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Simulator.Faults;

/// <summary>How many VENs of a fleet have which fault: shares from 0 to 1, drawn for every VEN and fault by itself.</summary>
public sealed record FaultShares
{
    private static readonly Fault[] Kinds = [Fault.Offline, Fault.Slow, Fault.Refusing, Fault.Skewed, Fault.Stuck, Fault.Lossy];

    private readonly double[] _shares = new double[Kinds.Length];

    /// <summary>How long a VEN that goes offline is away, and then back.</summary>
    public TimeSpan OfflineFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How late a slow VEN answers, in the mean; single answers differ by half of it.</summary>
    public TimeSpan SlowBy { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How far a wrong clock is wrong at most, either way.</summary>
    public TimeSpan SkewMax { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The same with another share of one fault.</summary>
    public FaultShares With(Fault fault, double share)
    {
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, $"{fault}: a share is from 0 to 1.");
        var changed = this with { Shares = [.. _shares] };
        changed._shares[Array.IndexOf(Kinds, fault)] = share;
        return changed;
    }

    /// <summary>The faults of the VEN of a seed. A larger share keeps those that a smaller one has drawn.</summary>
    public Fault Draw(int seed)
    {
        var faults = Fault.None;
        for (var i = 0; i < Kinds.Length; i++)
        {
            if (Noise.Uniform(unchecked(seed + (i * 7_919)), Draws.Faults) < _shares[i])
                faults |= Kinds[i];
        }
        return faults;
    }

    private double[] Shares
    {
        init => _shares = value;
    }
}
