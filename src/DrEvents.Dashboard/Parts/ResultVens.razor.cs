using System.Net;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>The VENs of a result, a page at a time in the order of their ids, however many they are.</summary>
public sealed partial class ResultVens : ReadAgain
{
    private const int PageSize = 50;

    /// <summary>A result that was issued stays as it is.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    /// <summary>Where the pages began that led here; null is the first.</summary>
    private readonly Stack<string?> _before = [];
    private IReadOnlyList<VenResultView> _vens = [];
    private string? _next;
    private (string? EventId, int Number, string? From) _asked;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ResultVens> T { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EngineWords> Words { get; set; } = null!;

    /// <summary>The result.</summary>
    [Parameter, EditorRequired]
    public ResultView Result { get; set; } = null!;

    /// <summary>The VEN that the page begins with, or the next one where it has no result; null for the first.</summary>
    [Parameter]
    public string? From { get; set; }

    /// <summary>Another page is asked for.</summary>
    [Parameter]
    public EventCallback<string?> OnFrom { get; set; }

    /// <summary>A VEN is asked for.</summary>
    [Parameter]
    public EventCallback<string> OnOpen { get; set; }

    protected override TimeSpan Every => Never;

    private string Said =>
        AsOf is null ? ""
        : _vens.Count == 0 ? T["NoneFrom", From ?? ""]
        : T["Shown", _vens[0].VenId, _vens[^1].VenId, Viewer.Number(Result.Vens)];

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == (Result.EventId, Result.Number, From))
            return;
        if (_asked.EventId != Result.EventId)
            _before.Clear();
        if (RendererInfo.IsInteractive)
            await ReadNowAsync();
    }

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var (result, from) = (Result, From);
        _asked = (result.EventId, result.Number, from);
        var vens = await VensAsync(result, from, cancellation);
        // One more than is shown says where the next page begins.
        (_vens, _next) = ([.. vens.Take(PageSize)], vens.Count > PageSize ? vens[PageSize].VenId : null);
    }

    private async Task<List<VenResultView>> VensAsync(ResultView result, string? from, CancellationToken cancellation)
    {
        var path = FormattableString.Invariant($"api/events/{result.EventId}/result/vens?number={result.Number}&limit={PageSize + 1}");
        if (from is null)
            return [.. (await Backend.GetAsync<VenResultPage>(path, cancellation)).Vens];
        try
        {
            var id = Uri.EscapeDataString(from);
            var first = await Backend.GetAsync<VenResultPage>($"{path}&venId={id}", cancellation);
            var others = await Backend.GetAsync<VenResultPage>($"{path}&after={id}", cancellation);
            return [.. first.Vens, .. others.Vens];
        }
        catch (BackendException problem) when (problem.Status == HttpStatusCode.BadRequest)
        {
            // What was typed is no id: nobody comes after it.
            return [];
        }
    }

    private Task GoAsync(string? from)
    {
        _before.Clear();
        return OnFrom.InvokeAsync(from);
    }

    private Task FindAsync(ChangeEventArgs typed) => GoAsync(((string?)typed.Value)?.Trim() is { Length: > 0 } id ? id : null);

    private Task NextAsync()
    {
        _before.Push(From);
        return OnFrom.InvokeAsync(_next);
    }

    private Task PreviousAsync() => OnFrom.InvokeAsync(_before.Pop());

    private static int Days(VenResultView ven, bool isUsed) => ven.Days.Where(d => d.Used == isUsed).Sum(d => d.Dates.Count);

    /// <summary>A factor, or kW; beside it as it was computed where bounds changed it.</summary>
    internal static string Adjusted(ResultAdjustmentView made) =>
        made.Applied is not { } applied ? "–"
        : made.Raw is { } raw && Math.Abs(raw - applied) > 1e-9 ? $"{One(made.Kind, applied)} ({One(made.Kind, raw)})"
        : One(made.Kind, applied);

    private static string One(string kind, double value) =>
        kind == "additive" ? (value > 0 ? "+" : "") + Viewer.Number(value, 2) + " kW" : "× " + Viewer.Number(value, 3);
}
