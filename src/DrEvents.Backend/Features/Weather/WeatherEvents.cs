using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Weather;

/// <summary>
/// A file of outdoor temperatures of a site was taken: stream <c>temperature/{site}</c>. What of it was new is in the streams of its days
/// (<see cref="TemperatureDayImported"/>), stored in the same transaction.
/// </summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Name">The file's, as it was said.</param>
/// <param name="Sha256">Over its bytes, hexadecimal.</param>
/// <param name="Unit">What its values are, one of <see cref="TemperatureUnits"/>.</param>
/// <param name="TimeZone">By whose clock times without an offset are read, as IANA names it.</param>
/// <param name="Start">Its first time with a value.</param>
/// <param name="End">The last one.</param>
/// <param name="Values">How many values it has.</param>
/// <param name="Added">Values of times of which nothing was known.</param>
/// <param name="Changed">Values that took the place of others.</param>
/// <param name="ChangedFrom">Time of the first value that was added or changed; null where none was.</param>
/// <param name="ChangedTo">Time of the last one.</param>
public sealed record TemperatureImported(
    int Number,
    string Name,
    string Sha256,
    string Unit,
    string TimeZone,
    DateTimeOffset Start,
    DateTimeOffset End,
    int Values,
    int Added,
    int Changed,
    DateTimeOffset? ChangedFrom,
    DateTimeOffset? ChangedTo,
    DateTimeOffset At
)
{
    /// <summary>Whether another import reads the same bytes in the same way.</summary>
    public bool IsSame(TemperatureImported other) => (Sha256, Unit, TimeZone) == (other.Sha256, other.Unit, other.TimeZone);
}

public static class TemperatureUnits
{
    public const string Celsius = "c";
    public const string Fahrenheit = "f";
}

/// <summary>
/// What an import says anew of a site's UTC day: stream <c>temperature/{site}/{day}</c>. It takes the place of what was known of the same minutes; that stays
/// in the stream.
/// </summary>
/// <param name="Import">The number of the import.</param>
/// <param name="Minutes">Minute of the day of each value, ascending.</param>
/// <param name="Celsius">The values, °C.</param>
public sealed record TemperatureDayImported(int Import, IReadOnlyList<int> Minutes, IReadOnlyList<double> Celsius);

/// <summary>The streams of outdoor temperatures.</summary>
public static class TemperatureStreams
{
    public const string Prefix = "temperature/";

    public static string Of(string site) => Prefix + site;

    public static string Of(string site, DateOnly day) => $"{Of(site)}/{TelemetryDays.Name(day)}";

    /// <summary>The site, and the day where it is the stream of one; null for other streams.</summary>
    public static (string Site, DateOnly? Day)? Parse(string stream)
    {
        if (!stream.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var rest = stream[Prefix.Length..];
        return rest.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            ? (rest[..slash], TelemetryDays.Parse(rest[(slash + 1)..]))
            : (rest, null);
    }
}
