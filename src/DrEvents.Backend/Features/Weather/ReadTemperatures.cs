using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Features.Weather;

/// <summary>Temperatures of VENs' sites: those of a site are read once, however many VENs it has.</summary>
/// <param name="upTo">What was imported after this stored event is left out; null where all counts.</param>
public sealed class ReadTemperatures(IQuerySession session, long? upTo)
{
    /// <summary>Values that are kept at once, 16 bytes each.</summary>
    private const int KeptMax = 1_000_000;

    private readonly Dictionary<(string, NodaTime.Interval), SiteTemperatures> _kept = [];
    private int _keptCount;

    /// <summary>What is known of a time, by VEN id; of a site of which nothing is known, no value.</summary>
    public async Task<Dictionary<string, SiteTemperatures>> OfAsync(
        IReadOnlyCollection<string> venIds,
        NodaTime.Interval time,
        CancellationToken cancellation
    )
    {
        var sites = await session.SitesAsync(venIds, upTo, cancellation);
        var known = new Dictionary<string, SiteTemperatures>();
        foreach (var site in sites.Values.Distinct())
            known.Add(site, await OfSiteAsync(site, time, cancellation));
        return sites.ToDictionary(s => s.Key, s => known[s.Value]);
    }

    /// <summary>What is known of a site in a time.</summary>
    public async Task<SiteTemperatures> OfSiteAsync(string site, NodaTime.Interval time, CancellationToken cancellation)
    {
        if (_kept.TryGetValue((site, time), out var kept))
            return kept;
        string[] streams = [.. DaysOf(time).Select(day => TemperatureStreams.Of(site, day))];
        var days = upTo is { } last
            ? await DaysUpToAsync(streams, last, cancellation)
            : await session.LoadManyAsync<TemperatureDay>(cancellation, streams);
        var read = new SiteTemperatures(site, [.. days.OrderBy(d => d.Day).SelectMany(d => d.Values())]).Within(time);
        if (_keptCount > KeptMax)
        {
            _kept.Clear();
            _keptCount = 0;
        }
        _kept.Add((site, time), read);
        _keptCount += read.Celsius.Count;
        return read;
    }

    private static IEnumerable<DateOnly> DaysOf(NodaTime.Interval time)
    {
        var last = TelemetryDays.Of((time.End - Duration.Epsilon).ToDateTimeOffset());
        for (var day = TelemetryDays.Of(time.Start.ToDateTimeOffset()); day <= last; day = day.AddDays(1))
            yield return day;
    }

    private async Task<IReadOnlyList<TemperatureDay>> DaysUpToAsync(string[] streams, long last, CancellationToken cancellation) =>
        [
            .. (await session.EventsOfAsync(streams, [typeof(TemperatureDayImported)], cancellation))
                .Where(e => e.Sequence <= last)
                .GroupBy(e => e.StreamKey!)
                .Select(g => g.Aggregate((TemperatureDay?)null, (day, e) => TemperatureDay.Fold(day, g.Key, e.Data)))
                .OfType<TemperatureDay>(),
        ];
}
