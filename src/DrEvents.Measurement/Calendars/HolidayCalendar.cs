using System.Reflection;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Calendars;

/// <summary>The holidays of a country or a market in the years that it speaks of.</summary>
public sealed class HolidayCalendar
{
    /// <summary>Says nowhere that a day is a holiday.</summary>
    public static readonly HolidayCalendar None = new("none", 1, int.MinValue, int.MaxValue, new HashSet<DateOnly>());

    private const string ResourceFolder = "DrEvents.Measurement.Calendars.";

    private readonly IReadOnlySet<DateOnly> _dates;

    private HolidayCalendar(string name, int version, int from, int to, IReadOnlySet<DateOnly> dates) =>
        (Name, Version, YearFrom, YearTo, _dates) = (name, version, from, to, dates);

    public string Name { get; }

    public int Version { get; }

    /// <summary>The first year that it speaks of.</summary>
    public int YearFrom { get; }

    /// <summary>The last one.</summary>
    public int YearTo { get; }

    /// <summary>Names of the calendars that ship.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Select(n => n[ResourceFolder.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    public bool IsHoliday(DateOnly day) => _dates.Contains(day);

    public bool Covers(DateOnly day) => day.Year >= YearFrom && day.Year <= YearTo;

    /// <summary>The holidays of a year, in order.</summary>
    public IEnumerable<DateOnly> Of(int year) => _dates.Where(d => d.Year == year).Order();

    /// <summary>A calendar that ships; null where there is none of that name.</summary>
    public static HolidayCalendar? Find(string name)
    {
        if (Shipped.FirstOrDefault(s => s.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } shipped)
            return null;
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ResourceFolder}{shipped}.json")!;
        using var reader = new StreamReader(stream);
        return Parse(InputFile.Of(shipped + ".json", reader.ReadToEnd()));
    }

    internal static HolidayCalendar OfDates(string name, IReadOnlySet<DateOnly> dates) => new(name, 1, int.MinValue, int.MaxValue, dates);

    internal static HolidayCalendar Parse(InputFile file)
    {
        var data = JsonFile.Read<CalendarData>(file.Name, JsonFile.Text(file));
        if (data.Years.From < 1900 || data.Years.To > 2200 || data.Years.From > data.Years.To)
            throw new BadFileException(file.Name, 1, "years", "from and to have to lie between 1900 and 2200, in order");
        foreach (var (index, rule) in data.Holidays.Index())
        {
            if (rule.Problem() is { } problem)
                throw new BadFileException(file.Name, 1, $"holidays[{index}]", problem);
        }
        var dates = new HashSet<DateOnly>();
        for (var year = data.Years.From; year <= data.Years.To; year++)
            dates.UnionWith(data.Of(year));
        dates.UnionWith((data.Also ?? []).Select(d => d.Date));
        dates.ExceptWith((data.Except ?? []).Select(d => d.Date));
        return new HolidayCalendar(data.Name, data.Version, data.Years.From, data.Years.To, dates);
    }
}
