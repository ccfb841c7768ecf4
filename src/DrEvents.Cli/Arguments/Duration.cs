using System.Globalization;
using System.Text.RegularExpressions;

namespace DrEvents.Cli.Arguments;

/// <summary>A length of time as people type it: <c>90s</c>, <c>30m</c>, <c>1h30m</c>, <c>1.5h</c>, <c>2d</c>. A number alone says no unit and is none.</summary>
static partial class Duration
{
    /// <summary>What the text has to be, for messages.</summary>
    public const string Expected = "a time span such as 90s, 30m, 1h30m or 2d (at most 31d)";

    /// <summary>Longer than any event or watch, and no longer than a timer can hold.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>The time span, or null when the text is none, or is shorter than a second or longer than a month.</summary>
    public static TimeSpan? Read(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
            return null;
        var seconds = Part(match, "d") * 86_400 + Part(match, "h") * 3_600 + Part(match, "m") * 60 + Part(match, "s");
        return seconds >= 1 && seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(Math.Round(seconds)) : null;
    }

    /// <summary>The shortest way to write a time span, to the second.</summary>
    public static string Written(TimeSpan span)
    {
        var seconds = (long)Math.Round(span.TotalSeconds);
        if (seconds <= 0)
            return seconds.ToString(CultureInfo.InvariantCulture) + "s";
        (long Count, string Unit)[] parts =
        [
            (seconds / 86_400, "d"),
            (seconds / 3_600 % 24, "h"),
            (seconds / 60 % 60, "m"),
            (seconds % 60, "s"),
        ];
        return string.Concat(parts.Where(p => p.Count > 0).Select(p => p.Count.ToString(CultureInfo.InvariantCulture) + p.Unit));
    }

    private static double Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?:(?<d>\d{1,9}(\.\d{1,9})?)d)?(?:(?<h>\d{1,9}(\.\d{1,9})?)h)?(?:(?<m>\d{1,9}(\.\d{1,9})?)m)?(?:(?<s>\d{1,9}(\.\d{1,9})?)s)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
