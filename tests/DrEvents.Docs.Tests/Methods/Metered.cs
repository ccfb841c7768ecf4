using System.Globalization;

namespace DrEvents.Docs.Tests.Methods;

/// <summary>A file of the examples, read as somebody would who has nothing but the file: by the time that stands on a line.</summary>
internal sealed class Metered
{
    public const string Folder = "ops/docs/methods/examples";

    private readonly Dictionary<DateTime, double> _values = [];

    public Metered(string file)
    {
        foreach (var line in File.ReadLines(Repository.PathOf($"{Folder}/{file}")).Skip(1))
        {
            var (time, value) = (line.Split(',')[0], line.Split(',')[1]);
            if (value.Length > 0)
                _values.Add(
                    DateTime.ParseExact(time, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    double.Parse(value, CultureInfo.InvariantCulture)
                );
        }
        First = DateOnly.FromDateTime(_values.Keys.Min());
    }

    public DateOnly First { get; }

    public double At(DateOnly day, int hour, int minute = 0) => _values[day.ToDateTime(new TimeOnly(hour, minute))];

    public bool Knows(DateOnly day, params IEnumerable<int> hours) =>
        hours.All(h => _values.ContainsKey(day.ToDateTime(new TimeOnly(h, 0))));

    public double Mean(DateOnly day, params IEnumerable<int> hours) => hours.Average(h => At(day, h));

    public double Mean(IEnumerable<DateOnly> days, params IEnumerable<int> hours) => days.Average(d => Mean(d, hours));

    /// <summary>The weekdays before a day, newest first, to the begin of the file.</summary>
    public IEnumerable<DateOnly> WeekdaysBefore(DateOnly day)
    {
        for (var d = day.AddDays(-1); d >= First; d = d.AddDays(-1))
        {
            if (d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                yield return d;
        }
    }
}
