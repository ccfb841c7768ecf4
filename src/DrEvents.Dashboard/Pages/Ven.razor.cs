using System.Net;
using System.Text.Json.Nodes;
using DrEvents.Dashboard.Access;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>All about one VEN, and what may be asked of it.</summary>
public sealed partial class Ven : ComponentBase, IDisposable
{
    /// <summary>So often its figures are read; a figure is to be on the page within a second.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>All of it is read with every so manieth tick: while an answer is waited for, and while none is.</summary>
    private const int TicksWaiting = 2;
    private const int TicksCalm = 6;
    private const int AnswersMost = 50;
    private static readonly string[] FileNames = ["history", "quality", "loads", "answers", "shadow", "certificates", "stored"];
    private static readonly int[] Spans = [1, 6, 24, 168];

    private readonly List<AskedCommand> _asked = [];
    private IDisposable? _watching;
    private IDisposable? _timer;
    private string? _readId;
    private int _ticks;
    private bool _isReading;
    private bool _isUnknown;
    private bool _isEditing;
    private DateTimeOffset? _asOf;
    private BackendException? _problem;
    private VenView? _ven;
    private VenTableRow? _row;
    private VenRecordView? _record;
    private JsonObject? _shadow;
    private IReadOnlyList<AckView> _answers = [];

    [Inject]
    private Shared Shared { get; set; } = null!;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private Person Person { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Ven> T { get; set; } = null!;

    /// <summary>Id of the VEN.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery]
    private int? Hours { get; set; }

    /// <summary>Only events that were stored before this one are listed.</summary>
    [SupplyParameterFromQuery]
    private long? Stored { get; set; }

    private SystemFeed Feed => Shared.System;

    private bool IsOfAll => Person.Programmes is null;

    private int Shown => Hours is { } hours && Spans.Contains(hours) ? hours : 6;

    private string Place =>
        _ven!.Location is { Lat: 0, Lon: 0 }
            ? T["NoPlace"]
            : $"{Viewer.Number(_ven.Location.Lat, 5)}° N, {Viewer.Number(_ven.Location.Lon, 5)}° E";

    private string UseNote =>
        _row?.BaselineKw is { } would ? T["UseNote", Viewer.Power(would)]
        : _ven!.Status == "online" ? T["UseNow"]
        : T["UseOld"];

    private string EventNote =>
        _ven!.Metrics.ActiveEventId is null ? T["NoEvent"]
        : _row is { BaselineKw: { } would, CurrentPowerKw: { } used } ? T["Gives", Viewer.Power(would - used)]
        : T["GivesUnknown"];

    protected override void OnInitialized()
    {
        if (!RendererInfo.IsInteractive)
            return;
        _watching = Presence.Watch(Feed, () => InvokeAsync(StateHasChanged));
        _timer = Presence.Every(Tick, () => InvokeAsync(TickAsync));
    }

    protected override Task OnParametersSetAsync()
    {
        if (_readId == Id || !RendererInfo.IsInteractive)
            return Task.CompletedTask;
        (_readId, _ven, _row, _record, _shadow, _answers) = (Id, null, null, null, null, []);
        (_asOf, _problem, _isUnknown) = (null, null, false);
        _asked.Clear();
        return ReadAsync();
    }

    private Task TickAsync() =>
        _isReading ? Task.CompletedTask
        : ++_ticks % (_asked.Exists(a => a.IsWaiting(Viewer.Now)) ? TicksWaiting : TicksCalm) == 0 || _ven is null ? ReadAsync()
        : ReadFiguresAsync();

    private async Task ReadFiguresAsync()
    {
        _isReading = true;
        var id = Id;
        try
        {
            var ven = await Backend.GetAsync<VenView>($"api/vens/{id}");
            if (id == Id && _ven is not null)
                (_ven, _asOf) = (ven, Viewer.Now);
        }
        catch (BackendException)
        {
            // All of it is read soon, and then it is said.
        }
        finally
        {
            _isReading = false;
        }
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _isReading = true;
        var id = Id;
        try
        {
            var ven = await Backend.GetAsync<VenView>($"api/vens/{id}");
            var table = await Backend.GetAsync<VenTable>($"api/vens/table?venId={Uri.EscapeDataString(id)}&limit=1");
            var answers = await Backend.GetAsync<AckView[]>($"api/vens/{id}/events?limit={AnswersMost}");
            // It is over events of all programmes.
            var record = IsOfAll ? await Backend.GetAsync<VenRecordView>($"api/vens/{id}/record") : null;
            var shadow = await ShadowAsync(id);
            if (id != Id)
                return;
            (_ven, _row, _answers, _record, _shadow) = (ven, table.Vens is [var row, ..] ? row : null, answers, record, shadow);
            (_asOf, _problem, _isUnknown) = (Viewer.Now, null, false);
            foreach (var asked in _asked)
                asked.Answer ??= answers.FirstOrDefault(a => a.CorrelationId == asked.Taken.CorrelationId);
        }
        catch (BackendException problem)
        {
            // Another VEN may be looked at by now.
            if (id == Id && problem.Status == HttpStatusCode.NotFound)
                _isUnknown = true;
            else if (id == Id)
                _problem = problem;
        }
        finally
        {
            _isReading = false;
        }
        StateHasChanged();
    }

    private async Task<JsonObject?> ShadowAsync(string id)
    {
        try
        {
            return await Backend.GetAsync<JsonObject>($"api/vens/{id}/shadow");
        }
        catch (BackendException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private Task SendAsync(string op, string? what) =>
        AskAsync(null, T["Asked." + op], HttpMethod.Post, $"api/vens/{Id}/commands", new SendCommandRequest(op, What: what));

    private Task ChangeLoadAsync(LoadChange change) =>
        AskAsync(
            change.LoadId,
            change.Request.Enabled is { } enabled
                ? T[enabled ? "Asked.on" : "Asked.off", change.LoadId]
                : T["Asked.priority", change.LoadId, Viewer.Number(change.Request.Priority)],
            HttpMethod.Patch,
            $"api/vens/{Id}/loads/{Uri.EscapeDataString(change.LoadId)}",
            change.Request
        );

    private async Task AskAsync(string? loadId, string what, HttpMethod method, string path, object body)
    {
        var at = Viewer.Now;
        try
        {
            var taken = await Backend.SendAsync<CommandTaken>(method, path, body);
            _asked.Insert(0, new AskedCommand(taken, loadId, what, at));
            _problem = null;
        }
        catch (BackendException problem)
        {
            _problem = problem;
        }
    }

    private async Task Saved(VenView changed)
    {
        (_ven, _isEditing) = (changed, false);
        await ReadAsync();
    }

    public void Dispose()
    {
        _watching?.Dispose();
        _timer?.Dispose();
    }
}
