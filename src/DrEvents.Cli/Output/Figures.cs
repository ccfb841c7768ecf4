using System.Globalization;

namespace DrEvents.Cli.Output;

/// <summary>Figures and times as tables show them.</summary>
static class Figures
{
    private const string None = "-";

    /// <summary>A power, kW.</summary>
    public static string Kw(double? kw) => kw is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : None;

    /// <summary>A share of one.</summary>
    public static string Share(double? share) => share is { } value ? value.ToString("0.000", CultureInfo.InvariantCulture) : None;

    /// <summary>A time span, ms.</summary>
    public static string Ms(double? ms) => ms is { } value ? value.ToString("0", CultureInfo.InvariantCulture) : None;

    /// <summary>A whole number.</summary>
    public static string Count(long? count) => count is { } value ? value.ToString(CultureInfo.InvariantCulture) : None;

    /// <summary>Text, or a sign that there is none.</summary>
    public static string Text(string? text) => string.IsNullOrEmpty(text) ? None : text;

    /// <summary>Local date and time.</summary>
    public static string Local(DateTimeOffset? at, Shell shell) => In(at, shell, "yyyy-MM-dd HH:mm:ss");

    /// <summary>Local date and time with the offset, where the day is not plain from around it.</summary>
    public static string LocalWithOffset(DateTimeOffset? at, Shell shell) => In(at, shell, "yyyy-MM-dd HH:mm:ss zzz");

    /// <summary>Local date and time to the minute.</summary>
    public static string LocalMinute(DateTimeOffset? at, Shell shell) => In(at, shell, "yyyy-MM-dd HH:mm");

    /// <summary>Local time of day.</summary>
    public static string LocalTime(DateTimeOffset? at, Shell shell) => In(at, shell, "HH:mm:ss");

    /// <summary>Local time of day to the millisecond.</summary>
    public static string LocalTimeMs(DateTimeOffset? at, Shell shell) => In(at, shell, "HH:mm:ss.fff");

    private static string In(DateTimeOffset? at, Shell shell, string format) =>
        at is { } time ? TimeZoneInfo.ConvertTime(time, shell.Clock.LocalTimeZone).ToString(format, CultureInfo.InvariantCulture) : None;
}
