namespace DrEvents.Contracts.Http;

/// <summary>What <c>POST /api/sites/{site}/temperature</c> takes at most.</summary>
public static class TemperatureLimits
{
    /// <summary>Length of a file: a year of five minutes.</summary>
    public const int BytesMax = 8 * 1024 * 1024;
}

/// <summary>Answer of <c>POST /api/sites/{site}/temperature</c>: whether the file was imported now, and the newest import.</summary>
/// <param name="Imported">False where the newest import was of the same file, read in the same way: nothing was stored then.</param>
public sealed record TemperatureImportAnswer(bool Imported, TemperatureImportView Newest);

/// <summary>An import of a file of outdoor temperatures. It is never changed: a later one takes the place of its values.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Name">The file's, as it was said.</param>
/// <param name="Sha256">Over its bytes.</param>
/// <param name="Unit">What its values are, <c>c</c> or <c>f</c>.</param>
/// <param name="TimeZone">By whose clock times without an offset were read.</param>
/// <param name="Start">Its first time with a value.</param>
/// <param name="End">The last one.</param>
/// <param name="Values">How many values it has.</param>
/// <param name="Added">Values of times of which nothing was known.</param>
/// <param name="Changed">Values that took the place of others.</param>
public sealed record TemperatureImportView(
    int Number,
    string Name,
    string Sha256,
    string Unit,
    string TimeZone,
    DateTimeOffset Start,
    DateTimeOffset End,
    int Values,
    int Added,
    int Changed,
    DateTimeOffset ImportedAt
);

/// <summary>Outdoor temperatures of a site.</summary>
/// <param name="Start">The first time of which any import knew; null without one.</param>
/// <param name="End">The last one.</param>
/// <param name="Imports">The newest first.</param>
/// <param name="Values">Of the time that was asked for, the oldest first.</param>
public sealed record SiteTemperatureView(
    string Site,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    int ImportCount,
    IReadOnlyList<TemperatureImportView> Imports,
    IReadOnlyList<TemperatureView> Values
);

/// <summary>A temperature outdoors, °C.</summary>
[ExactNumbers]
public sealed record TemperatureView(DateTimeOffset Time, double Celsius);
