namespace DrEvents.Contracts.Http;

/// <summary>What <c>POST /api/vens/{venId}/meter</c> takes at most.</summary>
public static class MeterLimits
{
    /// <summary>Length of a file: a year of minutes, or of five minutes in Green Button.</summary>
    public const int BytesMax = 32 * 1024 * 1024;
}

/// <summary>Answer of <c>POST /api/vens/{venId}/meter</c>: whether the file was imported now, and the newest import.</summary>
/// <param name="Imported">False where the newest import was of the same file, read in the same way: nothing was stored then.</param>
public sealed record MeterImportAnswer(bool Imported, MeterImportView Newest);

/// <summary>An import of a file of the utility's meter. It is never changed: a later one takes the place of its values.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Name">The file's, as it was said.</param>
/// <param name="Sha256">Over its bytes.</param>
/// <param name="Format"><c>csv</c> or <c>green-button</c>.</param>
/// <param name="Unit">What its values are, <c>kw</c> or <c>kwh</c>; null where the file says it itself.</param>
/// <param name="TimeZone">By whose clock times without an offset were read.</param>
/// <param name="Start">Begin of its first known interval.</param>
/// <param name="End">End of the last one.</param>
/// <param name="Readings">Intervals with a value.</param>
/// <param name="Missing">Intervals between these without one.</param>
/// <param name="Added">Values of times of which nothing was known.</param>
/// <param name="Changed">Values that took the place of others.</param>
public sealed record MeterImportView(
    int Number,
    string Name,
    string Sha256,
    string Format,
    string? Unit,
    string TimeZone,
    int IntervalMinutes,
    DateTimeOffset Start,
    DateTimeOffset End,
    int Readings,
    int Missing,
    int Added,
    int Changed,
    DateTimeOffset ImportedAt
);

/// <summary>The utility's meter of a VEN beside what the VEN reports.</summary>
/// <param name="Start">Begin of the first interval that any import knew; null without one.</param>
/// <param name="End">End of the last one.</param>
/// <param name="Imports">The newest first.</param>
/// <param name="Days">UTC days of the newest 45 that the meter reaches on which both are known, the newest first.</param>
public sealed record VenMeterView(
    string VenId,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    int ImportCount,
    IReadOnlyList<MeterImportView> Imports,
    IReadOnlyList<MeterDifferenceView> Days
);

/// <summary>How the two differ on a UTC day, over the intervals that both know.</summary>
/// <param name="MeterKw">Mean by the utility's meter.</param>
/// <param name="TelemetryKw">Mean by what the VEN reports.</param>
/// <param name="BiasKw">Telemetry minus meter.</param>
/// <param name="BothShare">The share of the day that both know.</param>
public sealed record MeterDifferenceView(DateOnly Day, double MeterKw, double TelemetryKw, double BiasKw, double BothShare);
