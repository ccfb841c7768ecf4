using NodaTime;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>How forecasts are made: configuration section <c>Forecast</c>.</summary>
public sealed class ForecastOptions : ICheckedOptions
{
    /// <summary>The time zone by whose clock people live, as IANA names it. It says which hours of other days are the same ones, and which day it is.</summary>
    public string TimeZone { get; set; } = "UTC";

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];

    public IEnumerable<string> Problems()
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is null)
            yield return $"Forecast:TimeZone: '{TimeZone}' is no IANA time zone, such as Europe/Berlin";
    }
}
