using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Weather;

/// <summary>What is known of a site's temperatures on a UTC day: the fold of <c>temperature/{site}/{day}</c>.</summary>
/// <param name="Minutes">Minute of the day of each value, ascending.</param>
/// <param name="Celsius">The values, °C.</param>
public sealed record TemperatureDay(string Id, string Site, DateOnly Day, IReadOnlyList<int> Minutes, IReadOnlyList<double> Celsius)
{
    public static TemperatureDay? Fold(TemperatureDay? state, string id, object stored)
    {
        if (stored is not TemperatureDayImported e)
            return state;
        if (state is null)
        {
            if (TemperatureStreams.Parse(id) is not (var site, { } day))
                return null;
            return new TemperatureDay(id, site, day, e.Minutes, e.Celsius);
        }
        var values = new SortedDictionary<int, double>();
        foreach (var (minutes, celsius) in new[] { (state.Minutes, state.Celsius), (e.Minutes, e.Celsius) })
        {
            for (var i = 0; i < minutes.Count; i++)
                values[minutes[i]] = celsius[i];
        }
        return state with { Minutes = [.. values.Keys], Celsius = [.. values.Values] };
    }

    /// <summary>Its values, °C in place of kW, in the order of time.</summary>
    public IEnumerable<Reading> Values()
    {
        var first = TelemetryDays.StartOf(Day).ToUnixTimeSeconds() / 60;
        return Minutes.Zip(Celsius, (minute, celsius) => new Reading(first + minute, celsius));
    }
}
