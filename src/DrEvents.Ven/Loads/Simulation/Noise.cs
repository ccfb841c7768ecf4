namespace DrEvents.Ven.Loads.Simulation;

/// <summary>Randomness that depends on nothing but a seed and a place, so that a simulated load gives the same answer however often it is asked.</summary>
internal static class Noise
{
    /// <summary>A number in [0, 1) for the n-th draw of a seed (splitmix64 over both).</summary>
    public static double Uniform(int seed, long n)
    {
        var z = unchecked(((ulong)(uint)seed << 32) ^ (ulong)n) + 0x9E3779B97F4A7C15UL;
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number in [low, high) for the n-th draw of a seed.</summary>
    public static double Between(int seed, long n, double low, double high) => low + ((high - low) * Uniform(seed, n));

    /// <summary>A curve in [-1, 1] without jumps, that forgets itself after about one period.</summary>
    public static double Smooth(int seed, double atS, double periodS)
    {
        var place = atS / periodS;
        var n = (long)Math.Floor(place);
        var weight = (1 - Math.Cos((place - n) * Math.PI)) / 2;
        return (2 * ((Uniform(seed, n) * (1 - weight)) + (Uniform(seed, n + 1) * weight))) - 1;
    }
}
