using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Measurement.Readings;

/// <summary>Hours of the event's own day that a result rests on.</summary>
/// <param name="Name">What they are, for the reason: <c>the event</c>, <c>the adjustment's window</c>.</param>
public sealed record ResultHours(string Name, Instant Start, Instant End);

/// <summary>Why a result is provisional that rests on odd readings.</summary>
public static class Provisional
{
    /// <summary>One reason for each of the hours in which there is any; empty where they are all right.</summary>
    /// <param name="intervals">Five minutes of the meter, in the order of time (<see cref="FrozenRows"/>); those that the hours touch are looked at.</param>
    public static IReadOnlyList<string> Reasons(IReadOnlyList<FlaggedInterval> intervals, IEnumerable<ResultHours> hours) =>
        [.. hours.Select(part => Reason(part, intervals)).OfType<string>()];

    /// <summary>Those of the five minutes for which it is provisional, each once and in the order of time.</summary>
    public static IReadOnlyList<FlaggedInterval> Doubtful(IReadOnlyList<FlaggedInterval> intervals, IReadOnlyList<ResultHours> hours) =>
        [.. intervals.Where(i => hours.Any(part => IsDoubtful(i, part)))];

    /// <summary>Whether the hours touch these five minutes.</summary>
    public static bool Touches(this ResultHours part, FlaggedInterval i) =>
        i.Minute * 60 < part.End.ToUnixTimeSeconds() && (i.Minute + StoredUse.Minutes) * 60 > part.Start.ToUnixTimeSeconds();

    private static bool IsDoubtful(FlaggedInterval i, ResultHours part) => i.Flags.Doubtful() != ReadingFlags.None && part.Touches(i);

    private static string? Reason(ResultHours part, IReadOnlyList<FlaggedInterval> intervals)
    {
        var found = intervals.Where(i => IsDoubtful(i, part)).ToList();
        if (found.Count == 0)
            return null;
        var words = found.Aggregate(ReadingFlags.None, (all, i) => all | i.Flags.Doubtful()).Words();
        var first = InstantPattern.General.Format(Instant.FromUnixTimeSeconds(found[0].Minute * 60));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{part.Name} rests on odd readings ({string.Join(", ", words)}) in {found.Count} of its five minutes, the first at {first}"
        );
    }
}
