using System.Text.Json.Serialization;
using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Results;

/// <summary>
/// How far a result rests on readings that came over a topic that many meters share, where nobody can prove who sends. It is of the hours of the event's own
/// day, those of the adjustment among them; days that the baseline was made of are not looked at.
/// </summary>
/// <param name="Intervals">Five minutes with such a reading.</param>
/// <param name="Among">Five minutes of these hours with any reading.</param>
public sealed record UnprovenReadings(int Intervals, int Among)
{
    /// <summary>One of <see cref="UnprovenWords"/>.</summary>
    [JsonIgnore]
    public string Word => UnprovenWords.Of(Intervals, Among)!;

    /// <summary>Those of these hours; null where there are none.</summary>
    /// <param name="inOrder">Five minutes with readings, in the order of time.</param>
    internal static UnprovenReadings? Of(IReadOnlyList<FlaggedInterval> inOrder, IReadOnlyList<ResultHours> hours)
    {
        var own = inOrder.Where(i => hours.Any(part => part.Touches(i))).ToList();
        var unproven = own.Count(i => (i.Flags & ReadingFlags.Unproven) != 0);
        return unproven == 0 ? null : new UnprovenReadings(unproven, own.Count);
    }
}

/// <summary>How far something rests on readings whose sender nobody can prove.</summary>
public static class UnprovenWords
{
    public const string Partly = "partly";

    public const string Wholly = "wholly";

    /// <summary>Null where it does not.</summary>
    public static string? Of(long unproven, long all) =>
        unproven == 0 ? null
        : unproven < all ? Partly
        : Wholly;

    /// <summary>Whether it is one of them.</summary>
    public static bool IsKnown(string word) => word is Partly or Wholly;
}
