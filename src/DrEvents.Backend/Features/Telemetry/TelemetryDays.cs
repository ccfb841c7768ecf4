namespace DrEvents.Backend.Features.Telemetry;

public static class TelemetryDays
{
    private const string Form = "yyyy-MM-dd";

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Whether the day of this time may be closed. Days are closed when they are older than a whole day at least.</summary>
    public static bool MayBeClosed(DateTimeOffset at, DateTimeOffset now) => Of(at) < Of(now);

    public static DateOnly? OfStream(string stream) => Parse(stream[(stream.LastIndexOf('/') + 1)..]);

    public static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Name(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
