using System.Linq.Expressions;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.QuickGrid;

namespace DrEvents.Dashboard.Parts;

/// <summary>The VENs of an event: filter and order are the address's, rows are read as far as they are looked at, again when parts changed.</summary>
public sealed partial class EventVens : ComponentBase, IDisposable
{
    /// <summary>Not oftener is the table read again, however much changes.</summary>
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    /// <summary>How the backend calls what it orders by, by the row's properties; the same but for these.</summary>
    private static readonly Dictionary<string, string> SortNames = new()
    {
        [nameof(EventVenRow.VenName)] = "name",
        [nameof(EventVenRow.Lacks)] = "reason",
    };

    /// <summary>Rows that were read, by their places: shown on while the backend is away.</summary>
    private readonly Dictionary<int, EventVenRow> _known = [];

    /// <summary>One and the same: by another one the grid would take its data for new ones with each rendering, and read without end.</summary>
    private GridItemsProvider<EventVenRow> _rows = null!;
    private QuickGrid<EventVenRow>? _grid;
    private IDisposable? _timer;
    private CancellationTokenSource? _typing;
    private EventVenTable? _table;
    private BackendException? _problem;
    private EventVenFilter? _shown;
    private PastMoment? _shownMoment;
    private string? _search;
    private int _readVersion;
    private int _gridKey;
    private bool _isReading;
    private IEnumerable<string>? _groups;

    [Inject]
    private SharedReads Reads { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EventVens> T { get; set; } = null!;

    [Inject]
    private IStringLocalizer<StatePill> Pills { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ReasonWords> Words { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EventFigures> Methods { get; set; } = null!;

    /// <summary>The event.</summary>
    [Parameter, EditorRequired]
    public string EventId { get; set; } = "";

    /// <summary>Which are shown, in which order.</summary>
    [Parameter, EditorRequired]
    public EventVenFilter Filter { get; set; } = new();

    /// <summary>When they are looked at; null for now.</summary>
    [CascadingParameter]
    public PastMoment? Moment { get; set; }

    /// <summary>Counts what changed of VENs' parts.</summary>
    [Parameter]
    public int Version { get; set; }

    /// <summary>Others are asked for, or another order.</summary>
    [Parameter]
    public EventCallback<EventVenFilter> OnFilter { get; set; }

    /// <summary>The life of a VEN's commands is asked for.</summary>
    [Parameter]
    public EventCallback<string> OnOpen { get; set; }

    private SortDirection Direction => Filter.Descending ? SortDirection.Descending : SortDirection.Ascending;

    private string Shown =>
        _table is null
            ? T["Reading"]
            : T["Shown", Viewer.Number(_table.Total), Viewer.Number(_table.Statuses.Values.Sum()), Viewer.Time(_table.AsOf)];

    private IEnumerable<string> GroupNames =>
        (_groups ?? []).Union(Filter.Group is { } chosen ? [chosen] : []).Order(StringComparer.Ordinal);

    protected override void OnInitialized()
    {
        _rows = RowsAsync;
        if (RendererInfo.IsInteractive)
            _timer = Presence.Every(ReadAgain, () => InvokeAsync(RefreshIfChangedAsync));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Filter != _shown || Moment != _shownMoment)
            await ShowAsync();
        // Until they were read once: the backend may be away.
        if (_groups is null && RendererInfo.IsInteractive)
            await ReadGroupsAsync();
    }

    private async Task ShowAsync()
    {
        _shownMoment = Moment;
        var isReordered = _shown is not null && (Filter.Sort, Filter.Descending) != (_shown.Sort, _shown.Descending);
        _shown = Filter;
        if (_typing is null)
            _search = Filter.Search;
        _known.Clear();
        // The grid takes its order from outside only when it is made.
        if (isReordered)
            _gridKey++;
        else
            await RefreshAsync();
    }

    private static GridSort<EventVenRow> By<TValue>(Expression<Func<EventVenRow, TValue>> what) => GridSort<EventVenRow>.ByAscending(what);

    private static string? Chosen(ChangeEventArgs e) => (string?)e.Value is { Length: > 0 } value ? value.Trim() : null;

    private static string Kw(double? kw) => Viewer.Number(kw, 2);

    private bool Is(string sort) => Filter.Sort == sort;

    /// <summary>With what is chosen, also when there is none of it any more.</summary>
    private static IEnumerable<KeyValuePair<string, int>> Counts(IReadOnlyDictionary<string, int>? counts, string? chosen) =>
        (counts ?? new Dictionary<string, int>())
            .Concat(chosen is not null && counts?.ContainsKey(chosen) != true ? [KeyValuePair.Create(chosen, 0)] : [])
            .OrderByDescending(c => c.Value);

    private string Basis(EventVenRow row) =>
        row.BaselineMethod is null ? ""
        : row.BaselineErrorKw is null ? Methods["method." + row.BaselineMethod]
        : $"{Methods["method." + row.BaselineMethod]}: {Viewer.Power(row.BaselineKw)} ± {Viewer.Power(row.BaselineErrorKw)}";

    private async Task ReadGroupsAsync()
    {
        _groups = [];
        try
        {
            _groups = (await Reads.OfAsync<VenTable>("api/vens/table?limit=1", ReadAgain)).Groups.Keys;
        }
        catch (BackendException)
        {
            // The table beneath says so.
            _groups = null;
        }
    }

    private async Task RefreshAsync()
    {
        if (_grid is not null)
            await _grid.RefreshDataAsync();
    }

    private async Task RefreshIfChangedAsync()
    {
        if (_isReading || (Version == _readVersion && _problem is null))
            return;
        _isReading = true;
        try
        {
            await RefreshAsync();
        }
        finally
        {
            _isReading = false;
        }
    }

    private async ValueTask<GridItemsProviderResult<EventVenRow>> RowsAsync(GridItemsProviderRequest<EventVenRow> request)
    {
        await FollowAsync(request.GetSortByProperties());
        var (filter, moment, offset, count) = (_shown ?? Filter, Moment, request.StartIndex, request.Count ?? EventVenFilter.PageMost);
        _readVersion = Version;
        try
        {
            var table = await filter.ReadAsync(path => Reads.OfAsync<EventVenTable>(path, ReadAgain), EventId, offset, count, moment);
            if (filter == _shown && moment == Moment)
            {
                (_table, _problem) = (table, null);
                for (var i = 0; i < table.Vens.Count; i++)
                    _known[offset + i] = table.Vens[i];
            }
            StateHasChanged();
            return GridItemsProviderResult.From([.. table.Vens], table.Total);
        }
        catch (BackendException problem)
        {
            _problem = problem;
            StateHasChanged();
            var kept = Enumerable.Range(offset, count).TakeWhile(_known.ContainsKey).Select(i => _known[i]);
            return GridItemsProviderResult.From([.. kept], _known.Count == 0 ? 0 : _table?.Total ?? 0);
        }
    }

    /// <summary>A click on a column's head changes the address.</summary>
    private async Task FollowAsync(IReadOnlyCollection<SortedProperty> order)
    {
        if (order.FirstOrDefault() is not { PropertyName: { } name } chosen)
            return;
        var sorted = (_shown ?? Filter) with
        {
            Sort = SortNames.GetValueOrDefault(name) ?? char.ToLowerInvariant(name[0]) + name[1..],
            Descending = chosen.Direction == SortDirection.Descending,
        };
        if (sorted == _shown)
            return;
        _shown = sorted;
        _known.Clear();
        await OnFilter.InvokeAsync(sorted);
    }

    private Task Go(EventVenFilter filter) => OnFilter.InvokeAsync(filter);

    private async Task SearchAsync(string? text)
    {
        _search = text;
        _typing?.Cancel();
        var typing = _typing = new CancellationTokenSource();
        await Task.Delay(TypingPause, typing.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (typing.IsCancellationRequested)
            return;
        await Go(Filter with { Search = string.IsNullOrWhiteSpace(text) ? null : text.Trim() });
        // While the table followed, more may have been typed: that is not the end of typing.
        if (_typing == typing)
            _typing = null;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _typing?.Dispose();
    }
}
