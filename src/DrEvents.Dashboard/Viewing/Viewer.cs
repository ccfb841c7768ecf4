using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard.Viewing;

/// <summary>What a viewer chose, as cookies carry it. All may be null.</summary>
/// <param name="Zone"><c>viewer</c> or <c>site</c>.</param>
/// <param name="OwnZone">The browser's time zone, by its IANA name.</param>
/// <param name="Theme"><c>dark</c> or <c>light</c>; null as the browser likes it.</param>
public sealed record Choices(string? Zone, string? OwnZone, string? Theme)
{
    /// <summary>Times as at the sites.</summary>
    public const string Site = "site";

    /// <summary>As cookies say.</summary>
    public static Choices Of(IRequestCookieCollection cookies) => new(cookies["zone"], cookies["own-zone"], ThemeOf(cookies));

    /// <summary>The theme of a page that knows no other choice.</summary>
    public static string? ThemeOf(IRequestCookieCollection cookies) => cookies["theme"] is ("dark" or "light") and var theme ? theme : null;
}

/// <summary>How numbers and times are written for the one who looks.</summary>
public sealed partial class Viewer(IOptions<DashboardOptions> options, TimeProvider clock)
{
    /// <summary>What was chosen.</summary>
    public Choices Choices { get; private set; } = new(null, null, null);

    /// <summary>The time zone in which times are shown.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Whether the browser said its time zone: until then times are those of the sites, and all is drawn once more.</summary>
    public bool IsKnown => Choices.OwnZone is not null;

    /// <summary>Now.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Takes what was chosen; a zone that nobody knows is the sites'.</summary>
    public void Choose(Choices choices)
    {
        Choices = choices;
        var name = choices.Zone == Choices.Site ? null : choices.OwnZone;
        Zone =
            name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var own) ? own
            : TimeZoneInfo.TryFindSystemTimeZoneById(options.Value.SiteTimeZone, out var site) ? site
            : TimeZoneInfo.Utc;
    }

    /// <summary>By the clock of the zone.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>Hours, minutes, seconds.</summary>
    public string Time(DateTimeOffset? at) => at is { } time ? Local(time).ToString("T", CultureInfo.CurrentCulture) : "–";

    /// <summary>Hours, minutes, seconds, with the date where that is not today.</summary>
    public string Stamp(DateTimeOffset? at) => at is { } time && Local(time).Date != Local(Now).Date ? Full(at) : Time(at);

    /// <summary>Hours and minutes, with the date where that is not today.</summary>
    public string Moment(DateTimeOffset? at) =>
        at is not { } time ? "–"
        : Local(time).Date == Local(Now).Date ? Local(time).ToString("t", CultureInfo.CurrentCulture)
        : Minute(at);

    /// <summary>Date, hours and minutes, also of today: for what is kept and printed.</summary>
    public string Minute(DateTimeOffset? at) =>
        at is { } time
            ? $"{Local(time).ToString("d", CultureInfo.CurrentCulture)} {Local(time).ToString("t", CultureInfo.CurrentCulture)}"
            : "–";

    /// <summary>A sentence of the backend, with its times by the clock that is shown. People and VENs can write what looks like a time and is none.</summary>
    public string? Sentence(string? text) =>
        text is null
            ? null
            : UtcTime()
                .Replace(
                    text,
                    said => DateTimeOffset.TryParse(said.Value, CultureInfo.InvariantCulture, out var time) ? Minute(time) : said.Value
                );

    /// <summary>Date and time to the second.</summary>
    public string Full(DateTimeOffset? at) =>
        at is { } time
            ? $"{Local(time).ToString("d", CultureInfo.CurrentCulture)} {Local(time).ToString("T", CultureInfo.CurrentCulture)}"
            : "–";

    /// <summary>Power with its unit: kW, from 10,000 kW on MW.</summary>
    public static string Power(double? kw) =>
        kw is not { } value ? "–"
        : Math.Abs(value) >= 10_000 ? Number(value / 1000, 1) + " MW"
        : Number(value, 1) + " kW";

    /// <summary>Power with its unit and no more digits than it has, to the watt: kW, from 10,000 kW on as <see cref="Power"/>.</summary>
    public static string PowerToTheWatt(double kw) =>
        Math.Abs(kw) >= 10_000 ? Power(kw) : (Math.Round(kw, 3) + 0.0).ToString("#,0.###", CultureInfo.CurrentCulture) + " kW";

    /// <summary>Energy with its unit: kWh, from 10,000 kWh on MWh.</summary>
    public static string Energy(double? kwh) =>
        kwh is not { } value ? "–"
        : Math.Abs(value) >= 10_000 ? Number(value / 1000, 1) + " MWh"
        : Number(value, 1) + " kWh";

    /// <summary>A number with so many digits after the point.</summary>
    public static string Number(double? value, int digits = 0) =>
        // What is rounded to nothing has no sign.
        value is { } number
        && double.IsFinite(number)
            ? (Math.Round(number, digits, MidpointRounding.AwayFromZero) + 0.0).ToString("N" + digits, CultureInfo.CurrentCulture)
            : "–";

    /// <summary>A share of 1 as percent.</summary>
    public static string Percent(double? share, int digits = 0) =>
        share is { } value && double.IsFinite(value) ? Number(value * 100, digits) + " %" : "–";

    /// <summary>A length of time in the two largest units of it.</summary>
    public static string Length(TimeSpan span) =>
        span < TimeSpan.Zero ? "–" + Length(-span)
        : span.TotalDays >= 1 ? $"{(int)span.TotalDays} d {span.Hours} h"
        : span.TotalHours >= 1 ? $"{(int)span.TotalHours} h {span.Minutes:00} min"
        : span.TotalMinutes >= 1 ? $"{span.Minutes} min {span.Seconds:00} s"
        : $"{span.Seconds} s";

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+00:00)")]
    private static partial Regex UtcTime();
}
