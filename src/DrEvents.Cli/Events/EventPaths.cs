using System.Globalization;

namespace DrEvents.Cli.Events;

/// <summary>Paths of DR events in the HTTP API.</summary>
static class EventPaths
{
    /// <summary>All events.</summary>
    public const string All = "api/events";

    /// <summary>One event.</summary>
    public static string Of(string eventId) => All + "/" + Uri.EscapeDataString(eventId);

    /// <summary>Where it says what an event would ask of whom, with so many VENs.</summary>
    public static string Preview(int limit) => string.Create(CultureInfo.InvariantCulture, $"{All}/preview?limit={limit}");

    /// <summary>Where an active event is stopped.</summary>
    public static string Stop(string eventId) => Of(eventId) + "/stop";

    /// <summary>Where it says why an event delivers what it does.</summary>
    public static string Why(string eventId) => Of(eventId) + "/why";

    /// <summary>All results that were issued of an event, and where it is asked for another.</summary>
    public static string Results(string eventId) => Of(eventId) + "/results";

    /// <summary>The newest result of an event, or the one that was the newest at a time.</summary>
    public static string Result(string eventId) => Of(eventId) + "/result";

    /// <summary>All that a result of an event rests on, as a ZIP file.</summary>
    public static string Audit(string eventId) => Of(eventId) + "/audit";

    /// <summary>Where an event is rebuilt from its streams.</summary>
    public static string Replay(string eventId) => Of(eventId) + "/replay";
}
