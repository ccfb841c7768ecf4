using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Backend.Tests.Meters;

/// <summary>
/// A utility's meter of one VEN that measures minutes, in eighths of a kW; what it measured is kept here, so that a test can say what results have to be.
/// </summary>
/// <param name="venId">The VEN.</param>
/// <param name="seed">Its load is drawn by it.</param>
internal sealed class ImportedMeter(string venId, int seed)
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<long, double> _kw = [];

    /// <summary>Measures every minute from a time up to another.</summary>
    public ImportedMeter Measures(DateTimeOffset from, DateTimeOffset to, double aboutKw)
    {
        for (var minute = Minute(from); minute < Minute(to); minute++)
            _kw[minute] = aboutKw + _random.Next(0, 16) / 8.0;
        return this;
    }

    /// <summary>Measured this in the minute.</summary>
    public void Measured(DateTimeOffset at, double kw) => _kw[Minute(at)] = kw;

    /// <summary>All that it measured, as a table.</summary>
    public string Table() =>
        "time,kW\n"
        + string.Concat(
            _kw.Select(k =>
                FormattableString.Invariant($"{DateTimeOffset.FromUnixTimeSeconds(k.Key * 60):yyyy-MM-dd'T'HH:mm:ss'Z'},{k.Value}\n")
            )
        );

    /// <summary>The same as Green Button, in W.</summary>
    public string GreenButton()
    {
        var xml = new StringBuilder(
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content><ReadingType xmlns=\"http://naesb.org/espi\">"
                + "<intervalLength>60</intervalLength><uom>38</uom></ReadingType></content></entry><entry><content><IntervalBlock xmlns=\"http://naesb.org/espi\">\n"
        );
        foreach (var (minute, kw) in _kw)
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<IntervalReading><timePeriod><duration>60</duration><start>{minute * 60}</start></timePeriod><value>{kw * 1000}</value></IntervalReading>\n"
            );
        return xml.Append("</IntervalBlock></content></entry></feed>").ToString();
    }

    /// <summary>What the engine says of all that it measured.</summary>
    public BaselineResult Of(string profile, DateTimeOffset start, DateTimeOffset end, params DateOnly[] eventDays)
    {
        var series = MeterSeries.Of([.. _kw.Select(k => new Reading(k.Key, k.Value))], 1);
        var site = new MeteredSite(DateTimeZone.Utc, series, eventDays.ToHashSet());
        var (from, to) = (Instant.FromDateTimeOffset(start), Instant.FromDateTimeOffset(end));
        return Baseline.Of(site, from, to, ShippedProfiles.Get(profile), 5).Rounded();
    }

    /// <summary>Hands a file over.</summary>
    public Task<HttpResponseMessage> ImportAsync(HttpClient http, string text, string type = "text/csv", string query = "") =>
        SendAsync(http, venId, Encoding.UTF8.GetBytes(text), type, query);

    /// <summary>Hands bytes over as a file of a VEN's.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpClient http, string venId, byte[] bytes, string? type, string query = "")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return http.PostAsync($"/api/vens/{venId}/meter{query}", content);
    }

    private static long Minute(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;
}
