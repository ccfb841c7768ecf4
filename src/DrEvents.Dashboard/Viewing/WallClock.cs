using System.Globalization;

namespace DrEvents.Dashboard.Viewing;

/// <summary>Times as people type them: by a clock on the wall, in a time zone.</summary>
public static class WallClock
{
    private const string Format = "yyyy-MM-dd'T'HH:mm";

    /// <summary>
    /// The moment at which clocks of the zone show that. Where it comes twice, in autumn, the first; where there is none, in spring, what a clock
    /// shows that was not put forward.
    /// </summary>
    public static DateTimeOffset At(TimeZoneInfo zone, DateTime wall)
    {
        var shown = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(shown)
            ? zone.GetAmbiguousTimeOffsets(shown).Max()
            : zone.GetUtcOffset(zone.IsInvalidTime(shown) ? shown.AddHours(-2) : shown);
        return new DateTimeOffset(shown, offset).ToUniversalTime();
    }

    /// <summary>What a field of date and time shows.</summary>
    public static string Text(Viewer viewer, DateTimeOffset? at) =>
        at is { } time ? viewer.Local(time).ToString(Format, CultureInfo.InvariantCulture) : "";

    /// <summary>The same to the second.</summary>
    public static string Second(Viewer viewer, DateTimeOffset at) =>
        viewer.Local(at).ToString(Format + "':'ss", CultureInfo.InvariantCulture);

    /// <summary>The moment that was put into a field of date and time; null where that is none.</summary>
    public static DateTimeOffset? Read(Viewer viewer, string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? At(viewer.Zone, wall) : null;
}
