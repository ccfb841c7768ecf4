using DrEvents.Measurement.Calendars;

namespace DrEvents.Measurement.Files;

/// <summary>Holidays of a country or a market: a calendar as those that ship (JSON), or a date and a name on each line.</summary>
public static class HolidayFile
{
    public static HolidayCalendar Read(InputFile file)
    {
        var first = file.Lines().Select(l => l.Text.TrimStart()).FirstOrDefault(t => t.Length > 0);
        return first is null ? throw new BadFileException(file.Name, 1, "line", "there is no line with a date")
            : first[0] == '{' ? HolidayCalendar.Parse(file)
            : OfDates(file);
    }

    private static HolidayCalendar OfDates(InputFile file)
    {
        var dates = new HashSet<DateOnly>();
        var isFirst = true;
        foreach (var (number, line) in file.Lines())
        {
            var field = Fields.First(file, number, line);
            var isHeader = isFirst && Fields.AreHeader([field]);
            isFirst = false;
            if (!isHeader)
                dates.Add(
                    FileTimes.ReadDate(field)
                        ?? throw new BadFileException(
                            file.Name,
                            number,
                            "date",
                            $"{BadFileException.Shown(field)} is not a date such as 2013-09-02"
                        )
                );
        }
        return dates.Count > 0
            ? HolidayCalendar.OfDates(Path.GetFileName(file.Name), dates)
            : throw new BadFileException(file.Name, 1, "date", "there is none");
    }
}
