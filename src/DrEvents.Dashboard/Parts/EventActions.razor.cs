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
    private readonly EventChangeForm _form = new();
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
    private void Typed(Action<EventChangeForm> change)
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

    private bool TryRead(EventAction action, out ChangeEventRequest? change)
    {
        change = null;
        if (action != EventAction.Change)
            return true;
        _wrong.Clear();
        change = _form.Read(Event.Status == "scheduled", Viewer.Zone, (field, text) => _wrong[field] = T[text]);
        if (_wrong.Count == 0 && change == new ChangeEventRequest())
            _problem = T["NoChange"];
        return _wrong.Count == 0 && _problem is null;
    }
}
