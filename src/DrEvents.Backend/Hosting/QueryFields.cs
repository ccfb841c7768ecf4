using System.Globalization;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Hosting;

/// <summary>From one moment, inclusive, to another, exclusive.</summary>
public readonly record struct TimeRange(DateTimeOffset Start, DateTimeOffset End);

/// <summary>Reads a request's query parameters and collects what is wrong with them, by name.</summary>
public sealed class QueryFields
{
    private static readonly TimeSpan RangeDefault = TimeSpan.FromHours(24);

    // Nothing that a VEN sends is dated outside of these, so nothing has to be looked for there.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FieldErrors _errors = new();

    /// <summary>The answer to a request whose parameters are wrong; null when nothing is.</summary>
    public IResult? Problem => _errors.Answer;

    /// <summary>Says what is wrong with a parameter.</summary>
    public void Fail(string name, string problem) => _errors.If(true, name, problem);

    /// <summary>How many items to return.</summary>
    public int Limit(string? text, int fallback, int max) => (int)(Whole("limit", text, 1, max) ?? fallback);

    /// <summary>A whole number; null when the parameter is absent, or wrong.</summary>
    public long? Whole(string name, string? text, long min, long max)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        Fail(name, string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>The range from <c>start</c> to <c>end</c>: the last 24 hours unless the parameters say otherwise.</summary>
    public TimeRange Range(string? start, string? end, DateTimeOffset now)
    {
        var to = Time("end", end) ?? now;
        var from = Time("start", start) ?? to - RangeDefault;
        if (_errors.None && from >= to)
            Fail("start", "is not before the end");
        return new TimeRange(from, to);
    }

    private DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var time = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var unix)
            ? WireTime.FromUnix(unix)
            : WireTime.FromText(WithPlus(text));
        if (time is null)
            Fail(name, "is not a time (RFC 3339 with its offset, or Unix seconds)");
        return time < Earliest ? Earliest
            : time > Latest ? Latest
            : time;
    }

    /// <summary>The plus of an offset arrives as a space when the client did not escape it.</summary>
    private static string WithPlus(string text) => text.Length > 6 && text[^6] == ' ' ? text[..^6] + '+' + text[^5..] : text;
}
