using System.Linq.Expressions;
using System.Text.Json;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.QuickGrid;

namespace DrEvents.Dashboard.Pages;

/// <summary>All VENs' certificates and open codes: filter and order are the address's, rows are read as far as they are looked at.</summary>
public sealed partial class Certificates : ComponentBase, IDisposable
{
    private const string Page = "certificates";
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private readonly GridRows<CertificateRow> _grid;

    /// <summary>One and the same for the grid's whole life: it reads anew when it is given another.</summary>
    private readonly GridItemsProvider<CertificateRow> _rows;
    private QuickGrid<CertificateRow>? _shown;
    private IDisposable? _timer;
    private CancellationTokenSource? _typing;
    private CertificateFilter _filter = new();
    private CertificateTable? _table;
    private string? _search;
    private int _gridKey;

    public Certificates()
    {
        _grid = new GridRows<CertificateRow>(ReadAsync, StateHasChanged);
        _rows = RowsAsync;
    }

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Certificates> T { get; set; } = null!;

    [Inject]
    private IStringLocalizer<CertificatePill> Words { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Search { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery]
    private bool Descending { get; set; }

    private SortDirection Direction => _filter.Descending ? SortDirection.Descending : SortDirection.Ascending;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _timer = Presence.Every(ReadAgain, () => InvokeAsync(RefreshAsync));
    }

    protected override async Task OnParametersSetAsync()
    {
        var said = CertificateFilter.Of(Search, Status, Sort, Descending);
        if (said == _filter)
            return;
        var isReordered = (said.Sort, said.Descending) != (_filter.Sort, _filter.Descending);
        _filter = said;
        if (_typing is null)
            _search = said.Search;
        _grid.Clear();
        // The grid takes its order from outside only when it is made.
        if (isReordered)
            _gridKey++;
        else
            await RefreshAsync();
    }

    private static GridSort<CertificateRow> By<T>(Expression<Func<CertificateRow, T>> what) => GridSort<CertificateRow>.ByAscending(what);

    private bool Is(string sort) => _filter.Sort == sort;

    private int? Of(string status) => _table?.Statuses.GetValueOrDefault(status);

    private string Revoked(CertificateRow row) =>
        row.RevokedAt is { } at ? T["RevokedBy", Viewer.Minute(at), row.RevokedBy ?? "–", row.Reason ?? "–"] : "";

    private async Task RefreshAsync()
    {
        if (_shown is null)
            return;
        await _shown.RefreshDataAsync();
        StateHasChanged();
    }

    private ValueTask<GridItemsProviderResult<CertificateRow>> RowsAsync(GridItemsProviderRequest<CertificateRow> request)
    {
        Follow(request.GetSortByProperties());
        return _grid.ReadAsync(request);
    }

    private async Task<(IReadOnlyList<CertificateRow> Rows, int Total)> ReadAsync(int offset, int count, CancellationToken cancellation)
    {
        var filter = _filter;
        var (last, rows) = await RowPages.ReadAsync(
            (from, most) => Backend.GetAsync<CertificateTable>(filter.Table(from, most), cancellation),
            page => page.Certificates,
            offset,
            count
        );
        if (filter == _filter)
            _table = last;
        return (rows, last.Total);
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
        _grid.Clear();
        Go(sorted);
    }

    private void Go(CertificateFilter filter) => Navigation.NavigateTo(filter.On(Page), replace: true);

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

    public void Dispose()
    {
        _timer?.Dispose();
        _typing?.Dispose();
    }
}
