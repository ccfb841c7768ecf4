using System.Globalization;

namespace DrEvents.Backend.Tests;

/// <summary>
/// A day that is over, for tests over a backend that runs by the machine's clock: old enough to be closed, and young enough to be kept, whatever
/// day it is today.
/// </summary>
internal static class PastDay
{
    /// <summary>Its first moment.</summary>
    public static readonly DateTimeOffset Midnight = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-26), TimeSpan.Zero);

    /// <summary>Its middle.</summary>
    public static readonly DateTimeOffset Noon = Midnight.AddHours(12);

    /// <summary>This day, or one so many days later.</summary>
    public static DateOnly Date(int later = 0) => DateOnly.FromDateTime(Midnight.UtcDateTime).AddDays(later);

    /// <summary>The same as streams and requests have it.</summary>
    public static string Name(int later = 0) => Date(later).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The stream of a VEN's samples of the day.</summary>
    public static string Stream(string venId, int later = 0) => $"telemetry/{venId}/{Name(later)}";

    /// <summary>A moment as a query has it, so many hours after midnight.</summary>
    public static string At(double hours) => Midnight.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A range as a query has it, in hours after midnight.</summary>
    public static string Range(double from, double to) => $"start={At(from)}&end={At(to)}";
}
