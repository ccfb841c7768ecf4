using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Backend.Tests.Results;

/// <summary>
/// A VEN that reports every minute and of which a reading in every five minutes comes in; what it used is kept here too, so that a test can say what
/// results have to be. Powers are whole eighths of a kW, of which means are exact.
/// </summary>
/// <param name="venId">Its id.</param>
/// <param name="seed">Its load is drawn by it.</param>
internal sealed class MeteredVen(string venId, int seed)
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<DateTimeOffset, List<double>> _kw = [];

    /// <summary>Its id.</summary>
    public string Id => venId;

    /// <summary>Says how often it reports: each reading that is alone stands for a minute.</summary>
    public (string, string) Status => (Topics.Status(venId), """{"status":"online","report_interval_seconds":60}""");

    /// <summary>Readings of all five minutes from a time up to another, each once.</summary>
    public IEnumerable<(string, string)> Use(DateTimeOffset from, DateTimeOffset to, double aboutKw)
    {
        for (var at = from; at < to; at = at.AddMinutes(5))
            yield return Reading(at, minute: 2, aboutKw + _random.Next(0, 16) / 8.0);
    }

    /// <summary>A reading of the five minutes that begin then.</summary>
    public (string, string) Reading(DateTimeOffset slot, double minute, double kw)
    {
        Knows(slot, kw);
        return (
            Topics.Telemetry(venId),
            FormattableString.Invariant($$"""{"timestamp":{{slot.AddMinutes(minute).ToUnixTimeMilliseconds()}},"usedPowerKw":{{kw}}}""")
        );
    }

    /// <summary>A reading that came in otherwise.</summary>
    public void Knows(DateTimeOffset slot, double kw)
    {
        if (!_kw.TryGetValue(slot, out var all))
            _kw.Add(slot, all = []);
        all.Add(kw);
    }

    /// <summary>What the engine says of all that it used.</summary>
    public BaselineResult Of(string profile, DateTimeOffset start, DateTimeOffset end, params DateOnly[] eventDays) =>
        Of(profile, start, end, temperatures: null, eventDays);

    /// <summary>The same of a profile that goes by temperatures.</summary>
    public BaselineResult Of(
        string profile,
        DateTimeOffset start,
        DateTimeOffset end,
        Temperatures? temperatures,
        params DateOnly[] eventDays
    )
    {
        var readings = _kw.Select(k => new Reading(k.Key.ToUnixTimeSeconds() / 60, k.Value.Average())).ToList();
        var site = new MeteredSite(DateTimeZone.Utc, MeterSeries.Of(readings, 5), eventDays.ToHashSet(), temperatures: temperatures);
        var (from, to) = (Instant.FromDateTimeOffset(start), Instant.FromDateTimeOffset(end));
        return Baseline.Of(site, from, to, ShippedProfiles.Get(profile), 5).Rounded();
    }
}
