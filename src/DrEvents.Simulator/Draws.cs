namespace DrEvents.Simulator;

/// <summary>
/// What is drawn from a VEN's seed, each by a number of its own, so that one more draw does not change the others. The loads draw with
/// seeds of their own.
/// </summary>
internal static class Draws
{
    public const long Home = 1_000_001;
    public const long Faults = 1_000_002;
    public const long Phase = 1_000_003;
    public const long Skew = 1_000_004;
    public const long Outage = 1_000_005;
    public const long Generation = 1_000_006;
    public const long OldestStuck = 1_000_007;

    /// <summary>Draws that are made again and again begin here.</summary>
    public const long Breaks = 2_000_000;

    /// <summary>As above, for messages.</summary>
    public const long Messages = 1_000_000_000;

    /// <summary>The seed of a VEN of a fleet; VENs of neighbouring fleets do not share homes.</summary>
    public static int SeedOf(int fleetSeed, int number) => unchecked((fleetSeed * 1_000_003) ^ number);
}
