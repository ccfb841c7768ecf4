using System.Globalization;
using System.Text.RegularExpressions;

namespace DrEvents.Contracts.Mqtt;

/// <summary>Times on the wire: written as Unix seconds, read in every form that is in the field.</summary>
public static partial class WireTime
{
    /// <summary>Unix numbers from here on are milliseconds: as seconds they would lie past the year 5000.</summary>
    private const double MillisecondsFrom = 1e11;

    /// <summary>Unix seconds, with a fraction where the time has one.</summary>
    public static double ToUnixSeconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>A time from Unix seconds or milliseconds, to the millisecond; null when no calendar holds it.</summary>
    public static DateTimeOffset? FromUnix(double number)
    {
        var ms = Math.Abs(number) >= MillisecondsFrom ? number : number * 1000;
        return double.IsFinite(ms) && Math.Abs(ms) < 1e14 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(ms)) : null;
    }

    /// <summary>A time from RFC 3339 text, in UTC and to the millisecond; null when it is none or says no offset.</summary>
    public static DateTimeOffset? FromText(string text)
    {
        // The library alone would read "10:00Z" as ten o'clock of whatever day it is, and a time without an offset as the reader's own.
        if (!Rfc3339().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return null;
        return DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
    }

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,16})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Rfc3339();
}
