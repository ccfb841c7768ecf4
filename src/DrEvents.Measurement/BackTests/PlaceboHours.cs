using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace DrEvents.Measurement.BackTests;

/// <summary>The hours of placebo events, by the clock of the site.</summary>
/// <param name="From">Their begin.</param>
/// <param name="To">Their end; at or before the begin it is on the next day.</param>
public sealed partial record PlaceboHours(LocalTime From, LocalTime To)
{
    /// <summary>What a text that names hours has to be.</summary>
    public const string Expected = "two times such as 14-18 or 16:30-19:00";

    /// <summary>Null where the text names no hours; 24:00 is the midnight at the day's end.</summary>
    public static PlaceboHours? Read(string? text)
    {
        var match = Pattern().Match(text ?? "");
        return match.Success && Time(match, "from") is { } from && Time(match, "to") is { } to && from != to
            ? new PlaceboHours(from, to)
            : null;
    }

    /// <summary>As <see cref="Read"/> takes them, with minutes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:HH:mm}-{To:HH:mm}");

    private static LocalTime? Time(Match match, string name)
    {
        var hour = int.Parse(match.Groups[name + "Hour"].ValueSpan, CultureInfo.InvariantCulture);
        var minute = match.Groups[name + "Minute"] is { Success: true } group
            ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        return hour == 24 && minute == 0 && name == "to" ? LocalTime.Midnight
            : hour > 23 || minute > 59 ? null
            : new LocalTime(hour, minute);
    }

    [GeneratedRegex(
        @"^(?<fromHour>\d{1,2})(:(?<fromMinute>\d{2}))?-(?<toHour>\d{1,2})(:(?<toMinute>\d{2}))?$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();
}
