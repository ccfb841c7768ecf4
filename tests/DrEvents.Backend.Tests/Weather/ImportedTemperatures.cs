using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Tests.Weather;

/// <summary>Hourly temperatures of a site, °C; kept here too, so that a test can say what results have to be.</summary>
/// <param name="site">Its name.</param>
internal sealed class ImportedTemperatures(string site)
{
    private readonly SortedDictionary<long, double> _celsius = [];

    public string Site => site;

    /// <summary>Every full hour from a time up to another: warm in the afternoon, and another warmth each day.</summary>
    public ImportedTemperatures Has(DateTimeOffset from, DateTimeOffset to)
    {
        for (
            var at = new DateTimeOffset(from.UtcTicks - from.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
            at < to;
            at = at.AddHours(1)
        )
            Had(at, 18 + at.DayOfYear * 7 % 10 + Math.Round(6 * Math.Sin((at.Hour - 9) * Math.PI / 12), 2));
        return this;
    }

    /// <summary>It was so warm then.</summary>
    public void Had(DateTimeOffset at, double celsius) => _celsius[at.ToUnixTimeSeconds() / 60] = celsius;

    /// <summary>As the engine takes them.</summary>
    public Temperatures ForEngine() =>
        Temperatures.Of(_celsius.Select(c => new Reading(c.Key, Temperatures.Fahrenheit(c.Value))), DateTimeZone.Utc);

    public string Table() =>
        string.Concat(
            _celsius.Select(c =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{DateTimeOffset.FromUnixTimeSeconds(c.Key * 60):yyyy-MM-dd'T'HH:mm:ss'Z'},{c.Value:R}\n"
                )
            )
        );

    /// <summary>Hands it over.</summary>
    public async Task<TemperatureImportAnswer> ImportAsync(HttpClient http, string query = "")
    {
        var answer = await SendAsync(http, site, Table(), "text/csv", query);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<TemperatureImportAnswer>())!;
    }

    public static Task<HttpResponseMessage> SendAsync(HttpClient http, string site, string text, string? type, string query = "")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = type is null ? null : new(type);
        return http.PostAsync($"/api/sites/{site}/temperature{query}", content);
    }
}
