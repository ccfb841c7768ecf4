using System.Globalization;
using System.Text.Json;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Audit;

/// <summary>A profile that a VEN was looked at by: what of it is no reading.</summary>
/// <param name="LookBackDays">Days that were looked back; null where the profile looks at none.</param>
/// <param name="EventDays">Days on which other events held the VEN.</param>
/// <param name="RestsOn">Of which readings: <c>telemetry</c>, or <c>meter</c>, the utility's.</param>
/// <param name="Minutes">Length of their intervals.</param>
public sealed record AuditedLook(string Profile, int? LookBackDays, IReadOnlyList<DateOnly> EventDays, string RestsOn, int Minutes);

/// <summary>What a bundle says of a VEN beside its readings.</summary>
/// <param name="ReportSecondsFirst">How often it reports before the first change.</param>
/// <param name="ReadingsDeleted">Days, UTC, whose raw readings were too old to be kept.</param>
/// <param name="Looks">By the meter before those by telemetry, each in the order of the settings; the last one made the baseline, where there is one.</param>
public sealed record AuditedVen(
    string VenId,
    int ReportSecondsFirst,
    IReadOnlyList<ReportInterval> ReportIntervals,
    IReadOnlyList<DateOnly> ReadingsDeleted,
    IReadOnlyList<AuditedLook> Looks
)
{
    private const long BytesMost = 10_000_000;

    public string ToJson() => JsonSerializer.Serialize(this, AuditManifest.Written) + "\n";

    /// <exception cref="BadFileException">It is none.</exception>
    public static AuditedVen Read(InputFile file) => JsonFile.Read<AuditedVen>(file.Name, JsonFile.Text(file, BytesMost));
}

/// <summary>The tables of a bundle: a line for each reading, and one for each five minutes.</summary>
public static class AuditTables
{
    public const string ReadingsHeader = "sequence,countsAt,receivedAt,kw,flags";
    public const string IntervalsHeader = "start,kw";

    private const string OutOfOrder = "outOfOrder";
    private const string Implausible = "implausible";
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <param name="flags">What is peculiar about it; parted by spaces.</param>
    public static string Line(long sequence, DateTimeOffset countsAt, DateTimeOffset receivedAt, double kw, IReadOnlyList<string> flags) =>
        string.Create(CultureInfo.InvariantCulture, $"{sequence},{Text(countsAt)},{Text(receivedAt)},{kw:R},{string.Join(' ', flags)}");

    public static string Line(Reading interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{Text(DateTimeOffset.FromUnixTimeSeconds(interval.Minute * 60))},{interval.Kw:R}");

    /// <summary>One at a time, in the order of the file.</summary>
    /// <exception cref="BadFileException">A line is none.</exception>
    public static IEnumerable<StoredReading> Readings(InputFile file)
    {
        foreach (var (number, fields) in Rows(file, ReadingsHeader))
        {
            if (!long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
                throw new BadFileException(file.Name, number, "sequence", $"{BadFileException.Shown(fields[0])} is no whole number");
            var flags = fields[4].Split(' ');
            yield return new StoredReading(
                sequence,
                At(file, number, "countsAt", fields[1]),
                Kw(file, number, fields[3]),
                flags.Contains(OutOfOrder),
                flags.Contains(Implausible)
            );
        }
    }

    /// <exception cref="BadFileException">A line is none.</exception>
    public static IEnumerable<Reading> Intervals(InputFile file)
    {
        foreach (var (number, fields) in Rows(file, IntervalsHeader))
            yield return new Reading(At(file, number, "start", fields[0]).ToUnixTimeSeconds() / 60, Kw(file, number, fields[1]));
    }

    private static IEnumerable<(long Number, string[] Fields)> Rows(InputFile file, string header)
    {
        var count = header.Count(c => c == ',') + 1;
        var isFirst = true;
        foreach (var (number, text) in file.Lines())
        {
            if (isFirst && text != header)
                throw new BadFileException(file.Name, number, "header", $"is not {header}");
            var fields = text.Split(',');
            if (fields.Length != count)
                throw new BadFileException(file.Name, number, "line", $"has not {count} fields");
            if (!isFirst)
                yield return (number, fields);
            isFirst = false;
        }
    }

    private static DateTimeOffset At(InputFile file, long line, string field, string text) =>
        DateTimeOffset.TryParseExact(text, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new BadFileException(
                file.Name,
                line,
                field,
                $"{BadFileException.Shown(text)} is not a time such as 2026-07-15T14:00:00Z"
            );

    private static double Kw(InputFile file, long line, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var kw) && double.IsFinite(kw)
            ? kw
            : throw new BadFileException(file.Name, line, "kw", $"{BadFileException.Shown(text)} is no number");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
}
