using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Files;

/// <summary>A table with a time and a value on each line, with or without a header.</summary>
internal static class TimesAndValues
{
    private const string PointAfterComma = "has a decimal point, and an earlier line a decimal comma: one of them parts thousands";
    private const string CommaAfterPoint = "has a decimal comma, and an earlier line a decimal point: one of them parts thousands";

    /// <summary>All rows; one at least. A file whose first and last time say that it begins with the newest is read as one.</summary>
    public static List<Row> Read(InputFile file, DateTimeZone zone)
    {
        var times = new FileTimes(zone);
        var rows = Read(file, times);
        return times.AnyTwice && rows[^1].Reading.Minute < rows[0].Reading.Minute ? Read(file, times.NewestFirst()) : rows;
    }

    private static List<Row> Read(InputFile file, FileTimes times)
    {
        var mark = '\0';
        var rows = new List<Row>();
        var separator = '\0';
        var isFirst = true;
        foreach (var (number, line) in file.Lines())
        {
            if (separator == '\0')
                separator = Fields.SeparatorOf(line);
            var fields = Fields.Of(file, number, line, separator);
            if (isFirst && Fields.AreHeader(fields))
            {
                isFirst = false;
                continue;
            }
            isFirst = false;
            if (fields.Length != 2)
                throw new BadFileException(file.Name, number, "line", $"has {fields.Length} fields; a time and a value are expected");
            var (at, problem) = times.Read(fields[0]);
            if (at is not { } time)
                throw new BadFileException(file.Name, number, "time", problem!);
            var seconds = time.ToUnixTimeSeconds();
            if (seconds % 60 != 0)
                throw new BadFileException(file.Name, number, "time", $"{BadFileException.Shown(fields[0])} is not at a full minute");
            var (known, wrong) = Fields.IsMissing(fields[1]) ? (double.NaN, null) : Fields.Number(fields[1], separator);
            if (known is not { } value)
                throw new BadFileException(file.Name, number, "value", wrong!);
            if (fields[1].AsSpan().IndexOfAny(',', '.') is >= 0 and var place && !Fields.IsMissing(fields[1]))
            {
                if (mark != '\0' && mark != fields[1][place])
                    throw new BadFileException(file.Name, number, "value", mark == ',' ? PointAfterComma : CommaAfterPoint);
                mark = fields[1][place];
            }
            if (rows.Count == MeterFile.ReadingsMost)
                throw new BadFileException(file.Name, number, "line", $"is more than {MeterFile.ReadingsMost} readings");
            rows.Add(new Row(number, new Reading(seconds / 60, value)));
        }
        return rows.Count > 0 ? rows : throw new BadFileException(file.Name, 1, "line", "there is no line with a time and a value");
    }
}
