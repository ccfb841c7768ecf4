using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Meters;

/// <summary>
/// A file of the utility's meter was taken: stream <c>meter/{venId}</c>. What of it was new is in the streams of its days (<see cref="MeterDayImported"/>),
/// stored in the same transaction.
/// </summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Name">The file's, as it was said.</param>
/// <param name="Sha256">Over its bytes, hexadecimal.</param>
/// <param name="Format">One of <see cref="MeterFormats"/>.</param>
/// <param name="Unit">What values of a table are: <c>kw</c> or <c>kwh</c>; null of Green Button, which says it itself.</param>
/// <param name="TimeZone">By whose clock times without an offset are read, as IANA names it.</param>
/// <param name="Start">Begin of its first known interval.</param>
/// <param name="End">End of the last one.</param>
/// <param name="Readings">Intervals with a value.</param>
/// <param name="Missing">Intervals between these without one. They change nothing that was known.</param>
/// <param name="Added">Readings of times of which nothing was known.</param>
/// <param name="Changed">Readings that took the place of others.</param>
/// <param name="ChangedFrom">Begin of the first reading that was added or changed; null where none was.</param>
/// <param name="ChangedTo">End of the last one.</param>
public sealed record MeterImported(
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
    DateTimeOffset? ChangedFrom,
    DateTimeOffset? ChangedTo,
    DateTimeOffset At
)
{
    /// <summary>Whether another import reads the same bytes in the same way.</summary>
    public bool IsSame(MeterImported other) =>
        (Sha256, Unit, TimeZone, IntervalMinutes) == (other.Sha256, other.Unit, other.TimeZone, other.IntervalMinutes);
}

public static class MeterFormats
{
    public const string Table = "csv";
    public const string GreenButton = "green-button";
}

/// <summary>
/// What an import says anew of a VEN's UTC day: stream <c>meter/{venId}/{day}</c>. It takes the place of everything that it overlaps; that stays in the stream.
/// </summary>
/// <param name="Import">The number of the import.</param>
/// <param name="IntervalMinutes">Length of its intervals.</param>
/// <param name="Starts">Minute of the day at which each begins, ascending.</param>
/// <param name="Kw">The mean power of each.</param>
public sealed record MeterDayImported(int Import, int IntervalMinutes, IReadOnlyList<int> Starts, IReadOnlyList<double> Kw);

/// <summary>The streams of utilities' meters.</summary>
public static class MeterStreams
{
    public const string Prefix = "meter/";

    public static string Of(string venId) => Prefix + venId;

    public static string Of(string venId, DateOnly day) => $"{Of(venId)}/{TelemetryDays.Name(day)}";

    /// <summary>The VEN, and the day where it is the stream of one; null for other streams.</summary>
    public static (string VenId, DateOnly? Day)? Parse(string stream)
    {
        if (!stream.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var rest = stream[Prefix.Length..];
        return rest.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            ? (rest[..slash], TelemetryDays.Parse(rest[(slash + 1)..]))
            : (rest, null);
    }
}
