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
    /// <param name="wholeDays">Whether the highest of a day counts only where no gap of it is too long to hide a higher one.</param>
    public static Temperatures Of(IEnumerable<Reading> readings, DateTimeZone zone, bool wholeDays = false)
    {
        var known = readings.Where(r => !double.IsNaN(r.Kw)).OrderBy(r => r.Minute).ToList();
        var made = new Temperatures([.. known.Select(r => r.Minute)], [.. known.Select(r => r.Kw)]);
        foreach (var reading in known)
        {
            var day = SiteDays.DayOf(reading.Minute, zone);
            made._highest[day] = made._highest.TryGetValue(day, out var highest) ? Math.Max(highest, reading.Kw) : reading.Kw;
        }
        if (wholeDays)
        {
            foreach (
                var day in made._highest.Keys.Where(d => !made.IsWhole(LocalDate.FromDateOnly(DateOnly.FromDayNumber(d)), zone)).ToList()
            )
                made._highest[day] = double.NaN;
        }
        return made;
    }

    /// <summary>What of temperatures an event looks at: whole days of the site's clock, from the first of the look-back to its own last one.</summary>
    /// <param name="lookBackDays">Of the profile.</param>
    public static Interval Needed(DateTimeZone zone, Instant start, Instant end, int lookBackDays)
    {
        var (first, last) = (start.InZone(zone).Date.PlusDays(-lookBackDays), (end - Duration.Epsilon).InZone(zone).Date);
        // What is known at midnight may follow from a value on either side of it.
        var beyond = Duration.FromMinutes(GapMinutesMost);
        return new Interval(zone.AtStartOfDay(first).ToInstant() - beyond, zone.AtStartOfDay(last.PlusDays(1)).ToInstant() + beyond);
    }

    public static double Fahrenheit(double celsius) => celsius * 9 / 5 + 32;

    public static double Celsius(double fahrenheit) => (fahrenheit - 32) * 5 / 9;

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

    /// <summary>The highest of a day; NaN where it is not known.</summary>
    public double HighestOf(int day) => _highest.GetValueOrDefault(day, double.NaN);

    /// <summary>Whether anything is known of a day.</summary>
    public bool KnowsOf(int day) => _highest.ContainsKey(day);

    private bool IsWhole(LocalDate date, DateTimeZone zone)
    {
        var (start, end) = (Minute(date), Minute(date.PlusDays(1)));
        if (double.IsNaN(At(start)) || double.IsNaN(At(end - 1)))
            return false;
        var first = Array.BinarySearch(_minutes, start);
        for (var i = first < 0 ? ~first : first; i + 1 < _minutes.Length && _minutes[i + 1] < end; i++)
        {
            if (_minutes[i + 1] - _minutes[i] > GapMinutesMost)
                return false;
        }
        return true;

        long Minute(LocalDate day) => zone.AtStartOfDay(day).ToInstant().ToUnixTimeSeconds() / 60;
    }
}
