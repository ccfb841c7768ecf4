namespace DrEvents.Backend.Features.Telemetry.Archive;

public static class TelemetryDays
{
    private const string Form = "yyyy-MM-dd";

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    public static DateOnly? OfStream(string stream) => Parse(stream[(stream.LastIndexOf('/') + 1)..]);

    public static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Name(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
