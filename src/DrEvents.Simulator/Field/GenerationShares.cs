using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Simulator.Field;

/// <summary>How many VENs of a fleet are doubles of the field's generations: shares from 0 to 1.</summary>
public sealed record GenerationShares
{
    /// <summary>Share of <see cref="Generation.Older"/>.</summary>
    public double Older { get; init; }

    /// <summary>Share of <see cref="Generation.Oldest"/>.</summary>
    public double Oldest { get; init; }

    /// <summary>Of the oldest, the share that acknowledges sheds which its meter then does not show.</summary>
    public double OldestStuck { get; init; }

    /// <summary>Whether each is a share, and both together are no more than the fleet.</summary>
    public bool IsPossible => Older >= 0 && Oldest >= 0 && Older + Oldest <= 1 && OldestStuck is >= 0 and <= 1;

    /// <summary>The generation of the VEN of a seed. A larger share keeps those that a smaller one has drawn.</summary>
    public Generation Draw(int seed)
    {
        var place = Noise.Uniform(seed, Draws.Generation);
        return place < Older ? Generation.Older
            : place >= 1 - Oldest ? Generation.Oldest
            : Generation.Today;
    }

    /// <summary>Whether the VEN of a seed is one of the oldest whose relays are stuck.</summary>
    public bool IsStuck(int seed) => Draw(seed) == Generation.Oldest && Noise.Uniform(seed, Draws.OldestStuck) < OldestStuck;
}
