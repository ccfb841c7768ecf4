using System.Linq.Expressions;
using System.Text.Json;
using DrEvents.Dashboard.Access;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.QuickGrid;

namespace DrEvents.Dashboard.Pages;

/// <summary>The fleet's table: filters and order are the address's, rows are read as far as they are looked at.</summary>
public sealed partial class Vens : ComponentBase, IDisposable
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<string> _selected = [];

    /// <summary>How often who is selected was chosen anew: what selects them all goes on no longer then.</summary>
    private int _choices;

    /// <summary>Rows that were read, by their places: shown on while the backend is away.</summary>
    private readonly Dictionary<int, VenTableRow> _known = [];

    /// <summary>One and the same for the grid's whole life: it reads anew when it is given another.</summary>
    private readonly GridItemsProvider<VenTableRow> _rows;
    private QuickGrid<VenTableRow>? _grid;
    private IDisposable? _timer;
    private CancellationTokenSource? _typing;
    private VenFilter _filter = new();
    private VenTable? _table;
    private BackendException? _problem;
    private string? _search;
    private int _gridKey;

    public Vens() => _rows = RowsAsync;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Person Person { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Vens> T { get; set; } = null!;

    [Inject]
    private IStringLocalizer<VenCounts> Troubles { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Search { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Trouble { get; set; }

    [SupplyParameterFromQuery]
    private string? Group { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery]
    private bool Descending { get; set; }

    /// <summary>Those that came into the filter since all of it were selected are seen among the rows.</summary>
    private bool IsAllSelected =>
        _table is { Total: > 0 and var total }
        && _selected.Count >= total
        && _known.All(k => k.Key >= total || _selected.Contains(k.Value.Id));

    private SortDirection Direction => _filter.Descending ? SortDirection.Descending : SortDirection.Ascending;

    private IEnumerable<string> GroupNames =>
        (_table?.Groups.Keys ?? []).Union(_filter.Group is { } chosen ? [chosen] : []).Order(StringComparer.Ordinal);

    private string Shown =>
        _table is null ? T["Reading"] : T["Shown", Viewer.Number(_table.Total), Viewer.Number(_table.Statuses.Values.Sum())];

    /// <summary>Several are changed at once by who is of the whole installation.</summary>
    private bool CanSelect => Person.Programmes is null;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _timer = Presence.Every(ReadAgain, () => InvokeAsync(RefreshAsync));
    }

    protected override async Task OnParametersSetAsync()
    {
        var said = VenFilter.Of(Search, Status, Trouble, Group, Sort, Descending);
        if (said == _filter)
            return;
        var isReordered = (said.Sort, said.Descending) != (_filter.Sort, _filter.Descending);
        // What is done to the selected is done to VENs that are shown.
        if (Unordered(said) != Unordered(_filter))
            ClearSelected();
        _filter = said;
        if (_typing is null)
            _search = said.Search;
        _known.Clear();
        // The grid takes its order from outside only when it is made.
        if (isReordered)
            _gridKey++;
        else
            await RefreshAsync();
    }

    private static GridSort<VenTableRow> By<T>(Expression<Func<VenTableRow, T>> what) => GridSort<VenTableRow>.ByAscending(what);

    private static VenFilter Unordered(VenFilter filter) => filter with { Sort = "id", Descending = false };

    private bool Is(string sort) => _filter.Sort == sort;

    private static string Kw(double? kw) => Viewer.Number(kw, 2);

    private string Seen(DateTimeOffset? at) => at is { } time ? T["Ago", Viewer.Length(Viewer.Now - time)] : T["Never"];

    private async Task RefreshAsync()
    {
        if (_grid is not null)
            await _grid.RefreshDataAsync();
    }

    private async ValueTask<GridItemsProviderResult<VenTableRow>> RowsAsync(GridItemsProviderRequest<VenTableRow> request)
    {
        Follow(request.GetSortByProperties());
        var (filter, offset, count) = (_filter, request.StartIndex, request.Count ?? 1);
        try
        {
            var table = await FleetTable.ReadAsync(Backend, filter, offset, count, request.CancellationToken);
            if (filter == _filter)
                Take(table);
            return GridItemsProviderResult.From([.. table.Vens], table.Total);
        }
        catch (OperationCanceledException) when (request.CancellationToken.IsCancellationRequested)
        {
            // Scrolled past meanwhile. The grid knows its own token, and not those that are linked to it.
            throw new OperationCanceledException(request.CancellationToken);
        }
        catch (BackendException problem)
        {
            _problem = problem;
            StateHasChanged();
            var kept = Enumerable.Range(offset, count).TakeWhile(_known.ContainsKey).Select(i => _known[i]);
            return GridItemsProviderResult.From([.. kept], _known.Count == 0 ? 0 : _table?.Total ?? 0);
        }
    }

    private void Take(VenTable table)
    {
        // While one scrolls most pages are of one moment: the rest of the page is as it was.
        var isOther = _problem is not null || _table is null || (_table.AsOf, _table.Total) != (table.AsOf, table.Total);
        (_table, _problem) = (table, null);
        for (var i = 0; i < table.Vens.Count; i++)
            _known[table.Offset + i] = table.Vens[i];
        if (isOther)
            StateHasChanged();
    }

    /// <summary>A click on a column's head changes the address.</summary>
    private void Follow(IReadOnlyCollection<SortedProperty> order)
    {
        if (order.FirstOrDefault() is not { PropertyName: { } name } chosen)
            return;
        var sorted = _filter with
        {
            Sort = JsonNamingPolicy.CamelCase.ConvertName(name),
            Descending = chosen.Direction == SortDirection.Descending,
        };
        if (sorted == _filter)
            return;
        _filter = sorted;
        _known.Clear();
        Go(sorted);
    }

    private void Go(VenFilter filter) => Navigation.NavigateTo(filter.On("vens"), replace: true);

    private async Task SearchAsync(string? text)
    {
        _search = text;
        _typing?.Cancel();
        var typing = _typing = new CancellationTokenSource();
        await Task.Delay(TypingPause, typing.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (typing.IsCancellationRequested)
            return;
        Go(_filter with { Search = string.IsNullOrWhiteSpace(text) ? null : text.Trim() });
        // While the table followed, more may have been typed: that is not the end of typing.
        if (_typing == typing)
            _typing = null;
    }

    private void Select(string venId, bool isSelected)
    {
        if (isSelected)
            _selected.Add(venId);
        else
            _selected.Remove(venId);
    }

    private void ClearSelected()
    {
        _choices++;
        _selected.Clear();
    }

    private async Task SelectAllAsync(bool isSelected)
    {
        ClearSelected();
        if (!isSelected)
            return;
        var (all, chosen) = (Unordered(_filter), _choices);
        try
        {
            await foreach (var page in FleetTable.PagesAsync(Backend, all))
            {
                // Another filter, or none of them any more.
                if (chosen != _choices)
                    return;
                _selected.UnionWith(page.Vens.Select(v => v.Id).Take(VenBulk.Most - _selected.Count));
                if (_selected.Count >= VenBulk.Most)
                    break;
            }
        }
        catch (BackendException problem)
        {
            _problem = problem;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _typing?.Dispose();
    }
}
