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
        return ReadTime(text) is { } time ? new Moment { Fixed = time } : null;
    }

    /// <summary>A date and time with its offset, RFC 3339, where seconds may be left out; null when the text is none.</summary>
    public static DateTimeOffset? ReadTime(string text) =>
        DateAndTime().Match(text) is not { Success: true } match ? null
        : WireTime.FromText(text) is { } time ? time
        : WireTime.FromText(text.Insert(match.Length, ":00"));

    /// <summary>What is wrong with a text that is none, where more can be said than what it has to be; else null.</summary>
    public static string? Problem(string text) =>
        WithoutOffset().IsMatch(text) ? "says no offset from UTC: write it like 2026-07-01T17:30:00+02:00, or with Z for UTC." : null;

    /// <summary>
    /// The time that is meant. A local time is the next one at or after <paramref name="notBefore"/>, so that an event may run past
    /// midnight; of one that comes twice (summer time ends) the next of the two. Null where the next one is skipped (summer time begins).
    /// </summary>
    public DateTimeOffset? Resolve(DateTimeOffset now, DateTimeOffset notBefore, TimeZoneInfo zone)
    {
        if (Fixed is { } time)
            return time;
        if (LocalTime is not { } local)
            return now + FromNow;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(notBefore, zone).DateTime);
        // From the day before: clocks that are set back at midnight show its last hour again.
        var (at, isShown) = Enumerable
            .Range(-1, 3)
            .SelectMany(days => On(today.AddDays(days).ToDateTime(local), zone))
            .Where(o => o.At >= notBefore)
            .MinBy(o => o.At);
        return isShown ? at.ToUniversalTime() : null;
    }

    /// <summary>When the clock shows this: once, twice, or, where it is skipped, not at all, when it would have.</summary>
    private static IEnumerable<(DateTimeOffset At, bool IsShown)> On(DateTime clock, TimeZoneInfo zone) =>
        zone.IsInvalidTime(clock) ? [(new DateTimeOffset(clock, zone.GetUtcOffset(clock)), false)]
        : zone.IsAmbiguousTime(clock) ? zone.GetAmbiguousTimeOffsets(clock).Select(offset => (new DateTimeOffset(clock, offset), true))
        : [(new DateTimeOffset(clock, zone.GetUtcOffset(clock)), true)];

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")]
    private static partial Regex DateAndTime();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$")]
    private static partial Regex WithoutOffset();
}
