using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Primitives;

namespace DrEvents.Dashboard.Viewing;

/// <summary>Languages of the pages. Numbers and times are written here, since the programs carry no data of cultures.</summary>
public static class Languages
{
    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } = [English(), German()];

    internal static void Configure(RequestLocalizationOptions options)
    {
        options.SupportedCultures = options.SupportedUICultures = [.. All];
        options.DefaultRequestCulture = new(All[0]);
        options.ApplyCurrentCultureToResponseHeaders = true;
        options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AskedLanguage()];
    }

    /// <summary>Keeps the language that a browser asked for: the connection by which its page lives need not name it again.</summary>
    internal static void Keep(HttpContext context)
    {
        if (
            context.Features.Get<IRequestCultureFeature>()
                is { Provider: AcceptLanguageHeaderRequestCultureProvider, RequestCulture: var asked }
            && !asked.UICulture.Equals(All[0])
        )
            context.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(asked),
                // A script of the page sets another one.
                new CookieOptions { SameSite = SameSiteMode.Strict, HttpOnly = false }
            );
    }

    /// <summary>The language that a browser asks for, whatever its country: where programs carry no data of cultures, none has a parent.</summary>
    private sealed class AskedLanguage : AcceptLanguageHeaderRequestCultureProvider
    {
        public override async Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
            await base.DetermineProviderCultureResult(httpContext) is { } asked
                ? new ProviderCultureResult([.. asked.Cultures.Select(LanguageOf)], [.. asked.UICultures.Select(LanguageOf)])
                : null;

        private static StringSegment LanguageOf(StringSegment culture) =>
            culture.IndexOf('-') is > 0 and var end ? culture.Subsegment(0, end) : culture;
    }

    private static CultureInfo English()
    {
        var culture = new CultureInfo("en");
        Times(culture.DateTimeFormat, "yyyy-MM-dd");
        // A thin space: one that reads the comma as a decimal sign reads no wrong number.
        culture.NumberFormat.NumberGroupSeparator = "\u202f";
        return culture;
    }

    private static CultureInfo German()
    {
        var culture = new CultureInfo("de");
        culture.NumberFormat.NumberDecimalSeparator = culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.PercentGroupSeparator = "\u202f";
        Times(culture.DateTimeFormat, "dd.MM.yyyy");
        culture.DateTimeFormat.DayNames = ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"];
        culture.DateTimeFormat.AbbreviatedDayNames = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"];
        culture.DateTimeFormat.MonthNames =
        [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
            "",
        ];
        return culture;
    }

    private static void Times(DateTimeFormatInfo format, string date)
    {
        format.ShortDatePattern = date;
        format.ShortTimePattern = "HH:mm";
        format.LongTimePattern = "HH:mm:ss";
        format.FirstDayOfWeek = DayOfWeek.Monday;
    }
}
