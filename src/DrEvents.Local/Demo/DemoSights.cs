namespace DrEvents.Local.Demo;

/// <summary>What the pages show of each step.</summary>
internal static class DemoSights
{
    private const string EventMark = "{event}";

    private static readonly Dictionary<string, (string Path, string Words)> All = new()
    {
        ["register"] = ("vens", "the table of VENs is empty; ten come, of which nothing was heard yet."),
        ["start"] = ("vens", "the VENs connect, and become online one after the other."),
        ["telemetry"] = ("", "what the fleet uses is drawn from its first samples on."),
        ["create"] = ("", "the event stands among the running and coming ones. It begins 20 s later."),
        ["dispatch"] = ($"events/{EventMark}", "the event's own page. At its start every VEN is told its share, and is pending."),
        ["acknowledgement"] = (
            $"events/{EventMark}#vens",
            "each VEN says yes, and is shedding. Its id in the table opens the life of its command."
        ),
        ["shed"] = ($"events/{EventMark}#course", "what is measured climbs to what was requested; use falls beneath its baseline."),
        ["telemetry in the event"] = ("vens/ven-1", "one VEN: what it uses, its baseline, and the event shaded."),
        ["restore"] = (
            $"events/{EventMark}",
            "the demo stops the event, as Stop does on the page. VENs restore, and the page is its record."
        ),
        ["metrics"] = ($"events/{EventMark}#proof", "Replay from the stored events makes all figures again from the streams alone."),
    };

    /// <summary>Where a step is to be seen, and what there.</summary>
    /// <param name="step">Its name.</param>
    /// <param name="eventId">The event, as soon as there is one.</param>
    public static (string Path, string Words) Of(string step, string? eventId)
    {
        var (path, words) = All[step];
        return (path.Replace(EventMark, eventId, StringComparison.Ordinal), words);
    }
}
