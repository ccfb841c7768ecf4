using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>How the mean of an interval is known.</summary>
public enum IntervalQuality
{
    /// <summary>From readings alone, and none is missing.</summary>
    Measured,

    /// <summary>In part by a rule.</summary>
    Estimated,

    /// <summary>Not known.</summary>
    Missing,
}

/// <summary>The mean power of an interval, with how it is known.</summary>
/// <param name="Start">Its begin.</param>
/// <param name="Kw">Null where it is missing.</param>
/// <param name="Rules">Names of the rules that filled what no reading stands for (<see cref="EstimationRules"/>); empty where it is measured.</param>
/// <param name="Flags">What is odd about any reading in it.</param>
/// <param name="UnknownS">Seconds of it that no reading stands for, filled or not.</param>
public sealed record MeteredInterval(
    Instant Start,
    Duration Length,
    double? Kw,
    IntervalQuality Quality,
    IReadOnlyList<string> Rules,
    ReadingFlags Flags,
    double UnknownS
)
{
    public Instant End => Start + Length;
}

/// <summary>The rules by which an interval is estimated.</summary>
public static class EstimationRules
{
    /// <summary>On the straight line between the readings before and after a gap of an hour at most.</summary>
    public const string Linear = "linear";

    /// <summary>The part that is not known is as the rest of the interval, of which half at least is known.</summary>
    public const string RestOfInterval = "rest-of-interval";
}
