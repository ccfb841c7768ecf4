using System.Globalization;

namespace DrEvents.Backend.Features.Archive;

/// <summary>UTC days as they stand at the end of the names of streams of telemetry.</summary>
public static class TelemetryDays
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>The day of a moment.</summary>
    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The day of a stream; null when its name ends in none.</summary>
    public static DateOnly? OfStream(string stream) =>
        DateOnly.TryParseExact(
            stream[(stream.LastIndexOf('/') + 1)..],
            Form,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    /// <summary>A day as streams have it.</summary>
    public static string Name(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
