using NodaTime;

namespace DrEvents.Measurement.Files;

/// <summary>Events of before: a start and an end on each line, or a date alone for the whole of a day.</summary>
public static class EventFile
{
    /// <summary>The days, by the clock of the zone, that an event touches.</summary>
    public static IReadOnlySet<DateOnly> ReadDays(InputFile file, DateTimeZone zone)
    {
        var days = new HashSet<DateOnly>();
        var times = new FileTimes(zone);
        var isFirst = true;
        foreach (var (number, line) in file.Lines())
        {
            var fields = Fields.Of(file, number, line, Fields.SeparatorOf(line));
            var isHeader = isFirst && Fields.AreHeader(fields);
            isFirst = false;
            if (isHeader)
                continue;
            if (fields.Length > 2)
                throw new BadFileException(file.Name, number, "line", $"has {fields.Length} fields; a start and an end are expected");
            var start = Time(file, number, "start", fields[0], times, endOfDay: false);
            var end = fields.Length == 2 ? Time(file, number, "end", fields[1], times, endOfDay: true) : start + Duration.Epsilon;
            if (end <= start)
                throw new BadFileException(file.Name, number, "end", $"{BadFileException.Shown(fields[^1])} is not after the start");
            if (end - start > Duration.FromDays(366))
                throw new BadFileException(
                    file.Name,
                    number,
                    "end",
                    $"{BadFileException.Shown(fields[^1])} is more than a year after the start"
                );
            var last = (end - Duration.Epsilon).InZone(zone).Date;
            for (var day = start.InZone(zone).Date; day <= last; day = day.PlusDays(1))
                days.Add(day.ToDateOnly());
        }
        return days.Count > 0 ? days : throw new BadFileException(file.Name, 1, "line", "there is no line with an event");
    }

    private static Instant Time(InputFile file, long line, string field, string text, FileTimes times, bool endOfDay)
    {
        if (FileTimes.ReadDate(text) is { } date)
            return times.Zone.AtStartOfDay(LocalDate.FromDateOnly(date).PlusDays(endOfDay ? 1 : 0)).ToInstant();
        var (at, problem) = times.Read(text);
        return at ?? throw new BadFileException(file.Name, line, field, problem!);
    }
}
