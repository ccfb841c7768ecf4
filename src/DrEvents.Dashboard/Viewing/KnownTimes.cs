using System.Globalization;

namespace DrEvents.Dashboard.Viewing;

/// <summary>
/// The places of a slider over what was known of an event: from its end over the time of each result to now. Results come within minutes, hours and days;
/// each span between two of them is as long as the others, so that none is out of reach.
/// </summary>
/// <param name="ended">The event's end, at which there was no result.</param>
/// <param name="issued">When its results were issued, the oldest first.</param>
/// <param name="now">The last place.</param>
public sealed class KnownTimes(DateTimeOffset ended, IEnumerable<DateTimeOffset> issued, DateTimeOffset now)
{
    /// <summary>Places from one result to the next.</summary>
    public const int Span = 60;

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly DateTimeOffset[] _times = Rising([Whole(ended), .. issued.Select(Whole), Whole(now)]);

    /// <summary>The last place, which is now.</summary>
    public int Last => (_times.Length - 1) * Span;

    /// <summary>The time at a place.</summary>
    public DateTimeOffset At(int place)
    {
        var (span, part) = Math.DivRem(Math.Clamp(place, 0, Last), Span);
        return part == 0 ? _times[span] : Whole(_times[span] + (_times[span + 1] - _times[span]) * part / Span);
    }

    /// <summary>The last place that is not after a time.</summary>
    public int PlaceOf(DateTimeOffset at)
    {
        for (var place = Last; place > 0; place--)
            if (At(place) <= at)
                return place;
        return 0;
    }

    /// <summary>As an address says it.</summary>
    public static string Text(DateTimeOffset at) => Whole(at).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Null where that is no time.</summary>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;

    /// <summary>The first whole second at which is known what happened then.</summary>
    public static DateTimeOffset Whole(DateTimeOffset at) =>
        new(
            at.UtcTicks + (TimeSpan.TicksPerSecond - 1) - (at.UtcTicks + TimeSpan.TicksPerSecond - 1) % TimeSpan.TicksPerSecond,
            TimeSpan.Zero
        );

    /// <summary>Clocks of several machines may differ a little.</summary>
    private static DateTimeOffset[] Rising(DateTimeOffset[] times)
    {
        for (var i = 1; i < times.Length; i++)
            times[i] = times[i] > times[i - 1] ? times[i] : times[i - 1];
        return times;
    }
}
