using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;

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
/// <param name="Looks">By the meter before those by telemetry, each in the order of the profiles; the last one made the baseline, where there is one.</param>
/// <param name="Loads">What is known of its loads, in the order of storing; null in bundles from before.</param>
/// <param name="Assigned">The profile that was assigned to it and goes before those of the settings; null where none was, or it has no result.</param>
/// <param name="Sealed">How what was sealed at the event's begin was made again, where that is none of the looks; it is by telemetry and the sealed hours.</param>
/// <param name="Accepted">Odd readings around the event that persons accepted, in the order of storing; null where there are none.</param>
/// <param name="Site">Whose temperatures were looked at; null where no profile looks at them.</param>
/// <param name="Held">Times around the event in which other events held the VEN; null in bundles of results that do not look at them.</param>
public sealed record AuditedVen(
    string VenId,
    int ReportSecondsFirst,
    IReadOnlyList<ReportInterval> ReportIntervals,
    IReadOnlyList<DateOnly> ReadingsDeleted,
    IReadOnlyList<AuditedLook> Looks,
    IReadOnlyList<LoadsKnown>? Loads = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Assigned = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AuditedLook? Sealed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AcceptedReadings>? Accepted = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Site = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<HeldElsewhere>? Held = null
)
{
    private const long BytesMost = 10_000_000;

    /// <summary>No profile looks back further.</summary>
    private const int LookBackDaysMost = 1200;

    public string ToJson() => JsonSerializer.Serialize(this, AuditManifest.Written) + "\n";

    /// <param name="venId">The VEN that it has to be of.</param>
    /// <exception cref="BadFileException">It is none.</exception>
    public static AuditedVen Read(InputFile file, string venId)
    {
        var read = JsonFile.Read<AuditedVen>(file.Name, JsonFile.Text(file, BytesMost));
        return read.Problem(venId) is var (field, problem) ? throw new BadFileException(file.Name, 1, field, problem) : read;
    }

    private (string Field, string Problem)? Problem(string venId) =>
        VenId != venId ? ("venId", $"{BadFileException.Shown(VenId)} is not {venId}")
        : !IsReport(ReportSecondsFirst) ? ("reportSecondsFirst", "is not from 1 to 86400")
        : ReportIntervals.Any(r => !IsReport(r.Seconds)) ? ("reportIntervals", "holds one that is not from 1 to 86400 seconds")
        : Accepted?.Any(a => a.From >= a.To) == true ? ("accepted", "holds one that does not begin before its end")
        : Site is not null && !SiteNames.IsValid(Site) ? ("site", $"is not {SiteNames.Form}")
        : Sealed is not null && LookProblem(Sealed) is var (of, bad) ? ($"sealed.{of}", bad)
        : Sealed is { RestsOn: not ResultSeries.Telemetry } ? ("sealed.restsOn", $"is not {ResultSeries.Telemetry}")
        : Looks
            .Index()
            .Select(l => LookProblem(l.Item) is var (field, problem) ? ((string, string)?)($"looks.{l.Index}.{field}", problem) : null)
            .FirstOrDefault(p => p is not null);

    private static (string Field, string Problem)? LookProblem(AuditedLook look) =>
        look.LookBackDays is < 1 or > LookBackDaysMost ? ("lookBackDays", $"is not from 1 to {LookBackDaysMost}")
        : look.RestsOn is not (ResultSeries.Telemetry or ResultSeries.Meter)
            ? ("restsOn", $"{BadFileException.Shown(look.RestsOn)} is neither {ResultSeries.Telemetry} nor {ResultSeries.Meter}")
        : !MeterSeries.Lengths.Contains(look.Minutes) ? ("minutes", $"is none of {string.Join(", ", MeterSeries.Lengths)}")
        : look.RestsOn == ResultSeries.Telemetry && look.Minutes != StoredUse.Minutes ? ("minutes", $"is not {StoredUse.Minutes}")
        : null;

    private static bool IsReport(int seconds) => seconds is >= 1 and <= 86_400;
}

/// <summary>The tables of a bundle: a line for each reading, and one for each five minutes.</summary>
public static class AuditTables
{
    public const string ReadingsHeader = "sequence,countsAt,receivedAt,kw,flags";
    public const string IntervalsHeader = "start,kw";
    public const string TemperaturesHeader = "time,celsius";

    public const string FlagsHeader = "start,flags";

    /// <summary>Before and after these nothing is measured.</summary>
    private const int YearLeast = 1971;
    private const int YearMost = 2200;

    private const string OutOfOrder = "outOfOrder";
    private const string Ahead = "future";
    private const string Implausible = "implausible";
    private const string SharedTopic = "sharedTopic";
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <param name="flags">What is peculiar about it; parted by spaces.</param>
    public static string Line(long sequence, DateTimeOffset countsAt, DateTimeOffset receivedAt, double kw, IReadOnlyList<string> flags) =>
        string.Create(CultureInfo.InvariantCulture, $"{sequence},{Text(countsAt)},{Text(receivedAt)},{kw:R},{string.Join(' ', flags)}");

    public static string Line(Reading interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{Text(DateTimeOffset.FromUnixTimeSeconds(interval.Minute * 60))},{interval.Kw:R}");

    /// <summary>Flags by their names; parted by spaces.</summary>
    public static string Line(FlaggedInterval interval) =>
        $"{Text(DateTimeOffset.FromUnixTimeSeconds(interval.Minute * 60))},{interval.Flags.ToString().Replace(",", "", StringComparison.Ordinal)}";

    /// <summary>One at a time, in the order in which they were stored.</summary>
    /// <exception cref="BadFileException">A line is none, or does not follow the one before.</exception>
    public static IEnumerable<StoredReading> Readings(InputFile file)
    {
        var last = 0L;
        foreach (var (number, fields) in Rows(file, ReadingsHeader))
        {
            if (!long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
                throw new BadFileException(file.Name, number, "sequence", $"{BadFileException.Shown(fields[0])} is no whole number");
            if (sequence <= last)
                throw new BadFileException(file.Name, number, "sequence", $"{sequence} does not follow {last}");
            last = sequence;
            var flags = fields[4].Split(' ');
            yield return new StoredReading(
                sequence,
                At(file, number, "countsAt", fields[1]),
                Number(file, number, "kw", fields[3]),
                flags.Contains(OutOfOrder),
                flags.Contains(Implausible),
                At(file, number, "receivedAt", fields[2]),
                flags.Contains(Ahead),
                flags.Contains(SharedTopic)
            );
        }
    }

    /// <summary>In the order of time.</summary>
    /// <exception cref="BadFileException">A line is none, or does not follow the one before.</exception>
    public static IEnumerable<Reading> Intervals(InputFile file) => Intervals(file, IntervalsHeader);

    /// <summary>°C in place of kW, in the order of time.</summary>
    /// <exception cref="BadFileException">A line is none, or does not follow the one before.</exception>
    public static IEnumerable<Reading> Temperatures(InputFile file) => Intervals(file, TemperaturesHeader);

    private static IEnumerable<Reading> Intervals(InputFile file, string header)
    {
        var (last, names) = (long.MinValue, header.Split(','));
        foreach (var (number, fields) in Rows(file, header))
        {
            var at = At(file, number, names[0], fields[0]);
            var minute = at.ToUnixTimeSeconds() / 60;
            if (at.UtcTicks % TimeSpan.TicksPerMinute != 0 || minute <= last)
                throw new BadFileException(
                    file.Name,
                    number,
                    names[0],
                    $"{BadFileException.Shown(fields[0])} is no full minute after that of the line before"
                );
            last = minute;
            yield return new Reading(minute, Number(file, number, names[1], fields[1]));
        }
    }

    /// <summary>In the order of time.</summary>
    /// <exception cref="BadFileException">A line is none, or does not follow the one before.</exception>
    public static IEnumerable<FlaggedInterval> Flags(InputFile file)
    {
        var last = long.MinValue;
        foreach (var (number, fields) in Rows(file, FlagsHeader))
        {
            var minute = At(file, number, "start", fields[0]).ToUnixTimeSeconds() / 60;
            if (minute <= last)
                throw new BadFileException(
                    file.Name,
                    number,
                    "start",
                    $"{BadFileException.Shown(fields[0])} does not follow the line before"
                );
            last = minute;
            if (fields[1].Any(char.IsAsciiDigit) || !Enum.TryParse<ReadingFlags>(fields[1].Replace(' ', ','), out var flags))
                throw new BadFileException(file.Name, number, "flags", $"{BadFileException.Shown(fields[1])} are no flags");
            yield return new FlaggedInterval(minute, flags);
        }
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
        && at.Year is >= YearLeast and <= YearMost
            ? at
            : throw new BadFileException(
                file.Name,
                line,
                field,
                $"{BadFileException.Shown(text)} is not a time such as 2026-07-15T14:00:00Z"
            );

    private static double Number(InputFile file, long line, string field, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new BadFileException(file.Name, line, field, $"{BadFileException.Shown(text)} is no number");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
}
