namespace DrEvents.Backend.Hosting;

/// <summary>From one moment, inclusive, to another, exclusive.</summary>
public readonly record struct TimeRange(DateTimeOffset Start, DateTimeOffset End);

/// <summary>Reads a request's query parameters and collects what is wrong with them, by name.</summary>
public sealed class QueryFields : FieldErrors
{
    private static readonly TimeSpan RangeDefault = TimeSpan.FromHours(24);

    // Nothing that a VEN sends is dated outside of these, so nothing has to be looked for there.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public int Limit(string? text, int fallback = 100, int max = 1_000) => (int)(Whole("limit", text, 1, max) ?? fallback);

    /// <summary>How many items of a list are left out at its beginning.</summary>
    public int Offset(string? text) => (int)(Whole("offset", text, 0, 10_000_000) ?? 0);

    public bool? Flag(string name, string? text)
    {
        If(text is not (null or "" or "true" or "false"), name, "is neither true nor false");
        return text is "true" or "false" ? text == "true" : null;
    }

    public long? Whole(string name, string? text, long min, long max)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        var isInRange = isNumber && number >= min && number <= max;
        If(!isInRange, name, string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {min} to {max}"));
        return isInRange ? number : null;
    }

    /// <summary>The range from <c>start</c> to <c>end</c>: the last 24 hours unless the parameters say otherwise.</summary>
    public TimeRange Range(string? start, string? end, DateTimeOffset now)
    {
        var to = Time("end", end) ?? now;
        return Between(Time("start", start) ?? to - RangeDefault, to);
    }

    /// <summary>The range from <c>start</c> to <c>end</c>, open where the parameters say nothing.</summary>
    public TimeRange OpenRange(string? start, string? end) => Between(Time("start", start) ?? Earliest, Time("end", end) ?? Latest);

    /// <summary>The range from <c>start</c> to <c>end</c>: from now on, as long as that, unless the parameters say otherwise.</summary>
    public TimeRange RangeAhead(string? start, string? end, DateTimeOffset now, TimeSpan length)
    {
        var from = Time("start", start) ?? now;
        return Between(from, Time("end", end) ?? from + length);
    }

    private TimeRange Between(DateTimeOffset from, DateTimeOffset to)
    {
        If(None && from >= to, "start", "is not before the end");
        return new TimeRange(from, to);
    }

    /// <summary>A time; null where the parameter says none.</summary>
    public DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var time = WireTime.FromText(WithPlus(text));
        If(time is null, name, HttpTimes.Wrong);
        return time < Earliest ? Earliest
            : time > Latest ? Latest
            : time;
    }

    /// <summary>The plus of an offset arrives as a space when the client did not escape it.</summary>
    private static string WithPlus(string text) => text.Length > 6 && text[^6] == ' ' ? text[..^6] + '+' + text[^5..] : text;
}
