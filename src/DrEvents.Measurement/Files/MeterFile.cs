using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Files;

/// <summary>What the values of a table are: the mean power of each interval, or its energy.</summary>
public enum MeterUnit
{
    Kw,
    Kwh,
}

/// <summary>
/// Reads the file of a meter: a table with a time and a value on each line, or Green Button (ESPI XML). The time is the begin of the interval. All of it
/// is read, or a <see cref="BadFileException"/> says why not.
/// </summary>
public static class MeterFile
{
    /// <summary>Ten years of minutes: more is no site's file, and would fill the memory.</summary>
    internal const int ReadingsMost = 5_300_000;

    /// <summary>No site has a terawatt.</summary>
    internal const double KwMost = 1e9;

    /// <param name="intervalMinutes">Length of an interval; null for what Green Button says itself, and the most frequent step of a table.</param>
    public static MeterSeries Read(InputFile file, DateTimeZone zone, MeterUnit unit, int? intervalMinutes = null)
    {
        if (file.IsXml())
        {
            var (readings, minutes) = GreenButton.Read(file);
            if (intervalMinutes is { } said && said != minutes)
                throw new BadFileException(
                    file.Name,
                    readings[0].Line,
                    "duration",
                    $"is {minutes} minutes, and not the {said} that were said"
                );
            return Series(file, readings, zone, minutes);
        }
        var rows = TimesAndValues.Read(file, zone);
        var length = intervalMinutes ?? IntervalOf(file, rows);
        var perValue = unit == MeterUnit.Kwh ? 60.0 / length : 1;
        if (perValue != 1)
            rows = [.. rows.Select(r => r with { Reading = r.Reading with { Kw = r.Reading.Kw * perValue } })];
        return Series(file, rows, zone, length);
    }

    /// <summary>A table of outdoor temperatures.</summary>
    /// <param name="isCelsius">Else they are °F.</param>
    public static Temperatures ReadTemperatures(InputFile file, DateTimeZone zone, bool isCelsius) =>
        Temperatures.Of(
            TemperatureRows(file, zone, isCelsius).Select(r => isCelsius ? r with { Kw = Temperatures.Fahrenheit(r.Kw) } : r),
            zone
        );

    /// <summary>The lines of such a table, in its own unit in place of kW. Refuses what no thermometer shows outdoors, and two values of one time.</summary>
    /// <param name="isCelsius">Else they are °F.</param>
    public static IEnumerable<Reading> TemperatureRows(InputFile file, DateTimeZone zone, bool isCelsius)
    {
        var rows = TimesAndValues.Read(file, zone);
        var byMinute = new Dictionary<long, Row>(rows.Count);
        foreach (var row in rows)
        {
            if ((isCelsius ? Temperatures.Fahrenheit(row.Reading.Kw) : row.Reading.Kw) is < Temperatures.LeastF or > Temperatures.MostF)
                throw new BadFileException(
                    file.Name,
                    row.Line,
                    "value",
                    $"is not from {Temperatures.LeastF} °F (absolute zero) to {Temperatures.MostF} °F"
                );
            if (
                !byMinute.TryAdd(row.Reading.Minute, row)
                && byMinute[row.Reading.Minute] is var before
                && !before.Reading.Kw.Equals(row.Reading.Kw)
            )
                throw new BadFileException(file.Name, row.Line, "time", $"has another value on line {before.Line}");
        }
        return rows.Select(r => r.Reading);
    }

    /// <summary>The most frequent step from a time to the next.</summary>
    private static int IntervalOf(InputFile file, List<Row> rows)
    {
        long[] minutes = [.. rows.Select(r => r.Reading.Minute).Distinct().Order()];
        if (minutes.Length < 2)
            throw new BadFileException(
                file.Name,
                rows[0].Line,
                "time",
                "a meter needs two times at least, to know how long an interval is"
            );
        var step = minutes
            .Skip(1)
            .Zip(minutes, (next, before) => next - before)
            .CountBy(s => s)
            .OrderByDescending(s => s.Value)
            .ThenBy(s => s.Key)
            .First()
            .Key;
        return MeterSeries.Lengths.Contains((int)Math.Min(step, int.MaxValue))
            ? (int)step
            : throw new BadFileException(
                file.Name,
                rows[0].Line,
                "time",
                $"the times are {step} minutes apart; an interval has {string.Join(", ", MeterSeries.Lengths)}"
            );
    }

    private static MeterSeries Series(InputFile file, List<Row> rows, DateTimeZone zone, int length)
    {
        rows.Sort((a, b) => a.Reading.Minute != b.Reading.Minute ? a.Reading.Minute.CompareTo(b.Reading.Minute) : a.Line.CompareTo(b.Line));
        var first = rows[0].Reading.Minute;
        for (var i = 0; i < rows.Count; i++)
        {
            var (line, reading) = rows[i];
            if (SiteDays.LocalMinute(reading.Minute, zone) % length != 0 || (reading.Minute - first) % length != 0)
                throw new BadFileException(
                    file.Name,
                    line,
                    "time",
                    $"is not at the begin of one of the meter's intervals of {length} minutes"
                );
            if (i > 0 && rows[i - 1] is var before && before.Reading.Minute == reading.Minute && !before.Reading.Kw.Equals(reading.Kw))
                throw new BadFileException(file.Name, line, "time", $"has another value on line {before.Line}");
            if ((reading.Minute - first) / length > ReadingsMost)
                throw new BadFileException(file.Name, line, "time", $"is more than {ReadingsMost} intervals after the first");
        }
        return MeterSeries.Of([.. rows.Select(r => r.Reading)], length);
    }
}

/// <summary>A value and the line that it stands on.</summary>
internal readonly record struct Row(long Line, Reading Reading);
