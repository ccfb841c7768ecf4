using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Arguments;

/// <summary>
/// A moment as people type it: <c>now</c>, <c>+5m</c> from now, <c>17:30</c> by the local clock, or RFC 3339 with its offset.
/// It becomes a time when it is <see cref="Resolve">resolved</see>.
/// </summary>
readonly partial record struct Moment
{
    /// <summary>What the text has to be, for messages.</summary>
    public const string Expected = "a time: now, +5m, 17:30 (local) or 2026-07-01T17:30:00+02:00";

    private const string NowWord = "now";

    private DateTimeOffset? Fixed { get; init; }
    private TimeOnly? LocalTime { get; init; }
    private TimeSpan FromNow { get; init; }

    /// <summary>Whether it is this very moment.</summary>
    public bool IsNow => Fixed is null && LocalTime is null && FromNow == TimeSpan.Zero;

    /// <summary>This very moment.</summary>
    public static Moment Now => default;

    /// <summary>The moment, or null when the text is none.</summary>
    public static Moment? Read(string text)
    {
        if (text.Equals(NowWord, StringComparison.OrdinalIgnoreCase))
            return Now;
        if (text.StartsWith('+'))
            return Duration.Read(text[1..]) is { } span ? new Moment { FromNow = span } : null;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return new Moment { LocalTime = local };
        return DateAndTime().IsMatch(text) && WireTime.FromText(text) is { } time ? new Moment { Fixed = time } : null;
    }

    /// <summary>
    /// The time that is meant. A local time is the next one at or after <paramref name="notBefore"/>, so that an event may run past
    /// midnight; null where the local clock skips it (summer time begins) on that day.
    /// </summary>
    public DateTimeOffset? Resolve(DateTimeOffset now, DateTimeOffset notBefore, TimeZoneInfo zone)
    {
        if (Fixed is { } time)
            return time;
        if (LocalTime is not { } local)
            return now + FromNow;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(notBefore, zone).DateTime);
        var today = OnDay(day, local, zone);
        return today is { } t && t < notBefore ? OnDay(day.AddDays(1), local, zone) : today;
    }

    private static DateTimeOffset? OnDay(DateOnly day, TimeOnly local, TimeZoneInfo zone)
    {
        var clock = day.ToDateTime(local);
        if (zone.IsInvalidTime(clock))
            return null;
        // In the hour that comes twice (summer time ends) the first is meant.
        var offset = zone.IsAmbiguousTime(clock) ? zone.GetAmbiguousTimeOffsets(clock).Max() : zone.GetUtcOffset(clock);
        return new DateTimeOffset(clock, offset).ToUniversalTime();
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")]
    private static partial Regex DateAndTime();
}
