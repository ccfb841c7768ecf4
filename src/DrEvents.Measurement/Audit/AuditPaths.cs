namespace DrEvents.Measurement.Audit;

/// <summary>Where what is in a bundle.</summary>
public static class AuditPaths
{
    /// <summary>The stored events of the event's own stream: what operators did, and what the backend decided.</summary>
    public const string Event = "event.ndjson";

    /// <summary>Those of each VEN's part: commands, acknowledgements, opt-outs.</summary>
    public const string Parts = "parts.ndjson";

    /// <summary>Sealed baselines, and all results that were issued.</summary>
    public const string Measurement = "measurement.ndjson";

    /// <summary>The chain of all results of the installation, up to the one that the bundle is of.</summary>
    public const string History = "history.ndjson";

    public const string Report = "report.html";

    private const string Vens = "vens/";

    /// <summary>Folder of the methods.</summary>
    public const string Profiles = "profiles/";

    public static string Profile(string name) => $"{Profiles}{name}.json";

    public static string Ven(string venId) => $"{Vens}{FileName(venId)}.json";

    public static string Intervals(string venId) => $"{Vens}{FileName(venId)}.intervals.csv";

    /// <summary>What is odd about the five minutes around the event on its own day.</summary>
    public static string Flags(string venId) => $"{Vens}{FileName(venId)}.flags.csv";

    /// <summary>What the utility's meter says, on the grid that it was looked at on; only where there is one.</summary>
    public static string Meter(string venId) => $"{Vens}{FileName(venId)}.meter.csv";

    /// <summary>Outdoor temperatures of its site; only where a profile looked at them.</summary>
    public static string Temperatures(string venId) => $"{Vens}{FileName(venId)}.temperature.csv";

    public static string Readings(string venId) => $"{Vens}{FileName(venId)}.readings.csv";

    /// <summary>A colon is in ids, and in no file name of Windows; small and capital letters are the same file there.</summary>
    private static string FileName(string venId) =>
        string.Concat(
            venId.Select(c =>
                c == ':' ? "%3A"
                : char.IsAsciiLetterUpper(c) ? "%" + ((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture)
                : c.ToString()
            )
        );
}
