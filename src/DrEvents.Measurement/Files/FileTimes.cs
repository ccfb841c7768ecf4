using System.Globalization;
using NodaTime;

namespace DrEvents.Measurement.Files;

/// <summary>
/// Times as files and people write them: <c>2013-09-23 14:00</c> by the clock of a zone, <c>2013-09-23T14:00:00-07:00</c> with an offset,
/// <c>23.09.2013 14:00</c>.
/// </summary>
public sealed class FileTimes(DateTimeZone zone)
{
    /// <summary>What a text has to be, for messages.</summary>
    public const string Expected = "a time such as 2013-09-23 14:00 or 2013-09-23T14:00:00-07:00";

    /// <summary>Minutes are counted from 1970 on.</summary>
    private const int YearLeast = 1971;
    private const int YearMost = 2200;

    private static readonly string[] Local =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm",
        "dd.MM.yyyy HH:mm",
        "dd.MM.yyyy HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFF",
    ];

    private static readonly string[] WithOffset =
    [
        .. Local.Select(f => f + "zzz"),
        .. Local.Select(f => f + "K"),
        .. Local.Select(f => f + " zzz"),
    ];

    /// <summary>Times that come twice by the clock and were read once: the next one is the other.</summary>
    private readonly HashSet<DateTime> _readOnce = [];

    /// <summary>Those of them that were read again.</summary>
    private readonly HashSet<DateTime> _readTwice = [];

    /// <summary>Of these the later one is read first.</summary>
    private HashSet<DateTime> _laterFirst = [];

    /// <summary>Whether times were read that come twice by the clock, both of them.</summary>
    public bool AnyTwice => _readTwice.Count > 0;

    /// <summary>For the same file once more, whose times go back from line to line.</summary>
    public FileTimes NewestFirst() => new(zone) { _laterFirst = _readTwice };

    public DateTimeZone Zone => zone;

    /// <summary>The moment, or what is wrong with the text.</summary>
    public (Instant? At, string? Problem) Read(string text)
    {
        const DateTimeStyles none = DateTimeStyles.None;
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, none, out var local))
            return InRange(local.Year) ? OfClock(local) : Wrong(text);
        if (
            text.Length > 16
            && (text[^1] is 'Z' || text.AsSpan(16).IndexOfAny('+', '-') >= 0)
            && DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, none, out var time)
            && InRange(time.Year)
        )
            return (Instant.FromDateTimeOffset(time), null);
        return Wrong(text);
    }

    /// <summary>A date, or null.</summary>
    public static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "dd.MM.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && InRange(date.Year)
            ? date
            : null;

    private static bool InRange(int year) => year is >= YearLeast and <= YearMost;

    private static (Instant?, string) Wrong(string text) => (null, $"{BadFileException.Shown(text)} is not {Expected}");

    private (Instant?, string?) OfClock(DateTime local)
    {
        var found = zone.MapLocal(LocalDateTime.FromDateTime(local));
        if (found.Count == 0)
            return (
                null,
                $"{BadFileException.Shown(local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))} is skipped by the clock of {zone.Id}"
            );
        if (found.Count == 1)
            return (found.First().ToInstant(), null);
        var isSecond = !_readOnce.Add(local);
        if (isSecond)
            _readTwice.Add(local);
        return ((isSecond != _laterFirst.Contains(local) ? found.Last() : found.First()).ToInstant(), null);
    }
}
