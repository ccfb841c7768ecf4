using System.Globalization;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>What an operator does to an event.</summary>
public enum EventAction
{
    /// <summary>Other times, another request.</summary>
    Change,

    /// <summary>It ends now, and the fleet comes back gently.</summary>
    Stop,

    /// <summary>It is called off.</summary>
    Cancel,

    /// <summary>It ends now, and all loads come back at once, whatever peak that makes.</summary>
    Emergency,
}

/// <summary>Changes, stops and calls off an event: what it would do is shown with numbers first, and then confirmed.</summary>
public sealed partial class EventActions : ComponentBase
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff"];

    private readonly Form _form = new();
    private readonly Dictionary<string, string> _wrong = [];
    private EventAction? _action;
    private ChangePreview? _preview;
    private string? _problem;
    private string? _done;
    private bool _isLooking;
    private bool _isBusy;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EventActions> T { get; set; } = null!;

    /// <summary>The event.</summary>
    [Parameter, EditorRequired]
    public EventView Event { get; set; } = null!;

    private string Path => $"api/events/{Event.Id}";

    private string? Wrong(string field) => _wrong.GetValueOrDefault(field);

    private string[]? Wrongs(string field) => Wrong(field) is { } wrong ? [wrong] : null;

    private async Task OpenAsync(EventAction action)
    {
        (_action, _preview, _problem, _done) = (action, null, null, null);
        _wrong.Clear();
        _form.Fill(Event, Viewer);
        if (action != EventAction.Change)
            await LookAsync();
    }

    private void Close() => (_action, _preview) = (null, null);

    /// <summary>What was seen was of another change.</summary>
    private void Typed(Action<Form> change)
    {
        change(_form);
        (_preview, _problem) = (null, null);
        _wrong.Clear();
    }

    private Task LookAsync() =>
        _isLooking || _action is not { } action
            ? Task.CompletedTask
            : TryAsync(
                isLooking: true,
                async () =>
                {
                    if (!TryRead(action, out var change))
                        return;
                    var name = action switch
                    {
                        EventAction.Change => "change",
                        EventAction.Cancel => "cancel",
                        _ => "stop",
                    };
                    var asked = new PreviewChangeRequest(name, change, action == EventAction.Emergency ? true : null);
                    var preview = await Backend.SendAsync<ChangePreview>(HttpMethod.Post, $"{Path}/preview?limit=1", asked);
                    if (_action == action)
                        _preview = preview;
                }
            );

    /// <summary>Does it. A second click finds it busy, or the dialog closed.</summary>
    private Task DoAsync() =>
        _isBusy || _preview is null || _action is not { } action
            ? Task.CompletedTask
            : TryAsync(
                isLooking: false,
                async () =>
                {
                    if (!TryRead(action, out var change))
                        return;
                    var reason = string.IsNullOrWhiteSpace(_form.Reason) ? null : _form.Reason.Trim();
                    await (
                        action switch
                        {
                            EventAction.Change => Backend.SendAsync(HttpMethod.Patch, Path, change),
                            EventAction.Cancel => Backend.SendAsync(HttpMethod.Delete, Path, new StopEventRequest(reason)),
                            _ => Backend.SendAsync(
                                HttpMethod.Post,
                                $"{Path}/stop",
                                new StopEventRequest(reason, action == EventAction.Emergency ? true : null)
                            ),
                        }
                    );
                    _done = T[$"Done.{action}", Event.Id];
                    Close();
                }
            );

    private async Task TryAsync(bool isLooking, Func<Task> act)
    {
        (_isLooking, _isBusy) = (isLooking, !isLooking);
        try
        {
            _problem = null;
            await act();
        }
        catch (BackendException problem)
        {
            foreach (var (field, what) in problem.Fields)
                _wrong[field[(field.LastIndexOf('.') + 1)..]] = string.Join("; ", what);
            _problem =
                problem.Fields.Count > 0 ? T["SeeFields"]
                : problem.IsAway ? T["Away", problem.Message]
                : problem.Message;
            if (!isLooking)
                _preview = null;
        }
        finally
        {
            (_isLooking, _isBusy) = (false, false);
        }
    }

    /// <summary>Reads what was typed; only what differs is asked for.</summary>
    private bool TryRead(EventAction action, out ChangeEventRequest? change)
    {
        change = null;
        if (action != EventAction.Change)
            return true;
        _wrong.Clear();
        var start = Event.Status == "scheduled" ? Moment("startTime", _form.Start, _form.StartBefore) : null;
        var end = Moment("endTime", _form.End, _form.EndBefore);
        var kw = Number("requestedReductionKw", _form.Kw);
        var priority = Number("priority", _form.Priority);
        if (priority is { } number && number != Math.Truncate(number))
            _wrong["priority"] = T["NotWhole"];
        change = new ChangeEventRequest(
            start,
            end,
            kw == Event.RequestedReductionKw ? null : kw,
            (int?)priority == Event.Priority ? null : (int?)priority,
            Control: _form.Control == Event.Control ? null : _form.Control
        );
        if (_wrong.Count == 0 && change == new ChangeEventRequest())
            _problem = T["NoChange"];
        return _wrong.Count == 0 && _problem is null;
    }

    private double? Number(string field, string? text)
    {
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            && Math.Abs(number) < 1e9
        )
            return number;
        _wrong[field] = T["NotNumber"];
        return null;
    }

    private DateTimeOffset? Moment(string field, string? text, string? before)
    {
        if (text == before)
            return null;
        if (
            DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            && !Viewer.Zone.IsInvalidTime(wall)
        )
            return new DateTimeOffset(wall, Viewer.Zone.GetUtcOffset(wall)).ToUniversalTime();
        _wrong[field] = T["NotTime"];
        return null;
    }

    private sealed class Form
    {
        public string? Start { get; set; }
        public string? StartBefore { get; private set; }
        public string? End { get; set; }
        public string? EndBefore { get; private set; }
        public string? Kw { get; set; }
        public string? Priority { get; set; }
        public string? Control { get; set; }
        public string? Reason { get; set; }

        public void Fill(EventView e, Viewer viewer)
        {
            Start = StartBefore = Wall(e.StartTime, viewer);
            End = EndBefore = Wall(e.EndTime, viewer);
            Kw = e.RequestedReductionKw.ToString(CultureInfo.InvariantCulture);
            Priority = e.Priority.ToString(CultureInfo.InvariantCulture);
            (Control, Reason) = (e.Control, null);
        }

        private static string Wall(DateTimeOffset at, Viewer viewer) =>
            viewer.Local(at).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
