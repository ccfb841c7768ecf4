using System.Globalization;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Parts;

/// <summary>What an operator types to change or end an event. What he leaves as he found it is not asked for, whatever others made of it meanwhile.</summary>
public sealed class EventChangeForm
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff"];

    private (string? Start, string? End, string? Kw, string? Priority, string? Control) _found;

    /// <summary>By the viewer's clock, as browsers write it.</summary>
    public string? Start { get; set; }

    /// <summary>Likewise.</summary>
    public string? End { get; set; }

    /// <summary>The request.</summary>
    public string? Kw { get; set; }

    /// <summary>0 goes first.</summary>
    public string? Priority { get; set; }

    /// <summary>Whether the loop holds it.</summary>
    public string? Control { get; set; }

    /// <summary>Why it is ended.</summary>
    public string? Reason { get; set; }

    /// <summary>Fills it with what the event is.</summary>
    public void Fill(EventView e, Viewer viewer)
    {
        _found = (
            Wall(e.StartTime, viewer),
            Wall(e.EndTime, viewer),
            e.RequestedReductionKw.ToString(CultureInfo.InvariantCulture),
            e.Priority.ToString(CultureInfo.InvariantCulture),
            e.Control
        );
        (Start, End, Kw, Priority, Control) = _found;
        Reason = null;
    }

    /// <summary>The change that is asked for.</summary>
    /// <param name="isScheduled">Whether its start can still be changed.</param>
    /// <param name="zone">Of the viewer's clock.</param>
    /// <param name="wrong">Is told each field that cannot be read, and the name of the text that says why.</param>
    public ChangeEventRequest Read(bool isScheduled, TimeZoneInfo zone, Action<string, string> wrong)
    {
        var priority = Number("priority", Priority, _found.Priority, wrong);
        if (priority is { } number && number != Math.Truncate(number))
            wrong("priority", "NotWhole");
        return new ChangeEventRequest(
            isScheduled ? Moment("startTime", Start, _found.Start, zone, wrong) : null,
            Moment("endTime", End, _found.End, zone, wrong),
            Number("requestedReductionKw", Kw, _found.Kw, wrong),
            (int?)priority,
            Control: Control == _found.Control ? null : Control
        );
    }

    private static double? Number(string field, string? text, string? found, Action<string, string> wrong)
    {
        if (NumberOf(text) is not { } number)
            wrong(field, "NotNumber");
        else if (number != NumberOf(found))
            return number;
        return null;
    }

    private static double? NumberOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
        && Math.Abs(number) < 1e9
            ? number
            : null;

    private static DateTimeOffset? Moment(string field, string? text, string? found, TimeZoneInfo zone, Action<string, string> wrong)
    {
        if (text == found)
            return null;
        if (
            DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            && !zone.IsInvalidTime(wall)
        )
            return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
        wrong(field, "NotTime");
        return null;
    }

    private static string Wall(DateTimeOffset at, Viewer viewer) =>
        viewer.Local(at).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
