using System.Globalization;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Meters;

/// <summary>Outdoor temperatures of a site, as they are stored.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Celsius">°C in place of kW, in the order of time.</param>
public sealed record SiteTemperatures(string Site, IReadOnlyList<Reading> Celsius)
{
    private const int DigestDigits = 16;

    /// <summary>As the engine takes them. Of a day with a gap of more than three hours the highest is not known.</summary>
    public Temperatures For(DateTimeZone zone) =>
        Temperatures.Of(Celsius.Select(r => r with { Kw = Temperatures.Fahrenheit(r.Kw) }), zone, wholeDays: true);

    /// <summary>Those of a time.</summary>
    public SiteTemperatures Within(Interval time) =>
        this with
        {
            Celsius = [.. Celsius.Where(r => time.Contains(Instant.FromUnixTimeSeconds(r.Minute * 60)))],
        };

    /// <summary>Why no baseline came of them.</summary>
    public string Because(string problem) => $"{problem}; by the temperatures of the site {Site}";

    /// <summary>What a result says of them.</summary>
    public ResultTemperatures Told() =>
        new(Site, Celsius.Count, ResultDigest.Of(string.Concat(Lines().Select(line => line + "\n")))[..DigestDigits]);

    /// <summary>A line <c>MINUTE=CELSIUS</c> for each, with as many digits as bring the same number back.</summary>
    internal IEnumerable<string> Lines() => Celsius.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Minute}={r.Kw:R}"));
}
