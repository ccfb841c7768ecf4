namespace DrEvents.Measurement.Readings;

/// <summary>What is odd about five minutes of a meter.</summary>
/// <param name="Minute">At which they begin, since 1970.</param>
public readonly record struct FlaggedInterval(long Minute, ReadingFlags Flags);

/// <summary>
/// Finds where a meter stood still for an hour. Each five minutes know whether the value stood still in them and since the reading before them; so what came
/// first is frozen as well, and nothing that is stored has to be changed for it.
/// </summary>
public static class FrozenRows
{
    /// <summary>The same five minutes, without the marks of standing still, and flagged where these are so many in a row.</summary>
    public static List<FlaggedInterval> Of(IReadOnlyList<FlaggedInterval> inOrder)
    {
        var made = new List<FlaggedInterval>(inOrder.Count);
        for (var from = 0; from < inOrder.Count; )
        {
            var to = from;
            while (to < inOrder.Count && (inOrder[to].Flags & ReadingFlags.Still) != 0)
                to++;
            var frozen = to - from >= ReadingThresholds.FrozenIntervalsLeast ? ReadingFlags.Frozen : ReadingFlags.None;
            for (to = Math.Max(to, from + 1); from < to; from++)
                made.Add(inOrder[from] with { Flags = inOrder[from].Flags.Told() | frozen });
        }
        return made;
    }
}
