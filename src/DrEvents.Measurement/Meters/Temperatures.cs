using NodaTime;

namespace DrEvents.Measurement.Meters;

/// <summary>Outdoor temperature at a site, °F: by time, with straight lines between, and the highest of each day.</summary>
public sealed class Temperatures
{
    /// <summary>Over a longer gap nothing is said.</summary>
    private const int GapMinutesMost = 180;

    /// <summary>Absolute zero.</summary>
    internal const double LeastF = -459.67;

    /// <summary>It is nowhere that warm outdoors.</summary>
    internal const double MostF = 200;

    private readonly long[] _minutes;
    private readonly double[] _degrees;
    private readonly Dictionary<int, double> _highest = [];

    private Temperatures(long[] minutes, double[] degrees) => (_minutes, _degrees) = (minutes, degrees);

    /// <param name="readings">°F in place of kW; NaN and order do not matter.</param>
    public static Temperatures Of(IEnumerable<Reading> readings, DateTimeZone zone)
    {
        var known = readings.Where(r => !double.IsNaN(r.Kw)).OrderBy(r => r.Minute).ToList();
        var made = new Temperatures([.. known.Select(r => r.Minute)], [.. known.Select(r => r.Kw)]);
        foreach (var reading in known)
        {
            var day = SiteDays.DayOf(reading.Minute, zone);
            made._highest[day] = made._highest.TryGetValue(day, out var highest) ? Math.Max(highest, reading.Kw) : reading.Kw;
        }
        return made;
    }

    public static double Fahrenheit(double celsius) => celsius * 9 / 5 + 32;

    /// <summary>NaN where it is not known.</summary>
    public double At(long minute)
    {
        var place = Array.BinarySearch(_minutes, minute);
        if (place >= 0)
            return _degrees[place];
        var after = ~place;
        if (after == _minutes.Length)
            // The last value holds until the next would have come.
            return after > 0 && minute - _minutes[after - 1] < 60 ? _degrees[after - 1] : double.NaN;
        if (after == 0 || _minutes[after] - _minutes[after - 1] > GapMinutesMost)
            return double.NaN;
        var part = (double)(minute - _minutes[after - 1]) / (_minutes[after] - _minutes[after - 1]);
        return _degrees[after - 1] + part * (_degrees[after] - _degrees[after - 1]);
    }

    /// <summary>The highest of a day; NaN where none is known.</summary>
    public double HighestOf(int day) => _highest.GetValueOrDefault(day, double.NaN);
}
