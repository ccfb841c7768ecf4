using NodaTime;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>Which hours of other days are the same ones: configuration section <c>Forecast</c>, since forecasts go by the same clock.</summary>
public sealed class LikeDayOptions
{
    public const string Section = "Forecast";

    /// <summary>The time zone by whose clock people live, as IANA names it. That there is one of that name is checked where forecasts are made.</summary>
    public string TimeZone { get; set; } = "UTC";

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];
}
