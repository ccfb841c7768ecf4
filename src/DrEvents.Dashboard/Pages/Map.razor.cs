using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Charts;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Planning;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard.Pages;

/// <summary>The fleet on a map, on which the VENs of an event can be chosen.</summary>
public sealed partial class Map : ComponentBase, IDisposable
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(10);

    /// <summary>So many are sent to the browser with each reading; a larger fleet is read more seldom.</summary>
    private const int VensPerReading = 2_000;
    private const int Most = 20_000;

    private VenFilter _filter = new();
    private VenTable? _table;
    private List<VenTableRow> _vens = [];
    private object? _option;
    private string _label = "";
    private string _key = "";
    private IDisposable? _timer;
    private bool _isReading;
    private int _ticks;
    private BackendException? _problem;
    private IReadOnlyList<string> _chosen = [];
    private int _leftOut;
    private string? _draws;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IOptions<DashboardOptions> Options { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Map> T { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? By { get; set; }

    [SupplyParameterFromQuery]
    private string? Search { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Trouble { get; set; }

    [SupplyParameterFromQuery]
    private string? Group { get; set; }

    /// <summary>The VENs that are chosen as an event's targets.</summary>
    [SupplyParameterFromQuery]
    private string? Chosen { get; set; }

    private string Here => At(Shown);

    private string Shown => VenKinds.All.FirstOrDefault(b => b == By, VenKinds.All[0]);

    private string Summary =>
        _table is null ? T["Reading"] : T["Summary", Viewer.Number(_vens.Count(IsPlaced)), Viewer.Number(_vens.Count)];

    /// <summary>One that never said where it is stands at 0, 0.</summary>
    private static bool IsPlaced(VenTableRow ven) => ven.Location is not { Lat: 0, Lon: 0 };

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _timer = Presence.Every(ReadAgain, () => InvokeAsync(TickAsync));
    }

    protected override Task OnParametersSetAsync()
    {
        var said = VenFilter.Of(Search, Status, Trouble, Group);
        var isOther = said != _filter;
        _filter = said;
        _chosen = [.. (Chosen ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(PlanForm.VenIdsMax)];
        if (!RendererInfo.IsInteractive)
            return Task.CompletedTask;
        if (!isOther && _table is not null)
        {
            Draw();
            return Task.CompletedTask;
        }
        return ReadAsync();
    }

    private Task TickAsync() => _isReading || ++_ticks % (1 + _vens.Count / VensPerReading) != 0 ? Task.CompletedTask : ReadAsync();

    private async Task ReadAsync()
    {
        _isReading = true;
        var filter = _filter;
        try
        {
            var table = await FleetTable.ReadAsync(Backend, filter, 0, Most);
            if (filter == _filter)
            {
                (_table, _problem) = (table, null);
                _vens = [.. table.Vens.DistinctBy(v => v.Id).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase)];
                Draw();
            }
        }
        catch (BackendException problem)
        {
            _problem = problem;
        }
        _isReading = false;
        StateHasChanged();
    }

    private void Draw()
    {
        var placed = _vens.Where(IsPlaced).ToLookup(v => VenKinds.KeyOf(Shown, v));
        var kinds = VenKinds
            .Of(Shown)
            .Where(k => placed.Contains(k.Key))
            .Select(k => new PlaceKind(
                $"{T["Kind." + k.Key]}: {Viewer.Number(placed[k.Key].Count())}",
                k.Colour,
                k.Symbol,
                [.. placed[k.Key].Select(v => (v.Location, v.Id))]
            ))
            .ToList();
        _option = kinds.Count == 0 ? null : Places.Of(kinds, T["North"], Ringed());
        // With another legend it is made anew: what is no more would stay.
        _key = $"{Shown} {_filter.On("")} {string.Join(' ', kinds.Select(k => k.Name))}";
        _label = T["Label", string.Join(", ", kinds.Select(k => k.Name))];
    }

    /// <summary>The page's address, coloured by this, with what is chosen.</summary>
    private string At(string by) => _chosen.Count == 0 ? $"map?by={by}" : $"map?by={by}&chosen={string.Join(',', _chosen)}";

    private List<GeoLocation> Ringed()
    {
        var chosen = _chosen.ToHashSet();
        return [.. _vens.Where(v => IsPlaced(v) && chosen.Contains(v.Id)).Select(v => v.Location)];
    }

    private IEnumerable<VenTableRow> In(MapArea area) => _vens.Where(v => IsPlaced(v) && area.Holds(v.Location));

    private void Toggle(string venId) => GoWith(_chosen.Contains(venId) ? [.. _chosen.Where(v => v != venId)] : [.. _chosen, venId]);

    private void Choose(IEnumerable<VenTableRow> vens, bool isAdded = true) =>
        GoWith([.. (isAdded ? _chosen : []).Union(vens.Select(v => v.Id))]);

    /// <summary>The choice is in the address, which does not hold any number of VENs.</summary>
    private void GoWith(IReadOnlyList<string> chosen)
    {
        _leftOut = Math.Max(0, chosen.Count - PlanForm.VenIdsMax);
        _chosen = [.. chosen.Take(PlanForm.VenIdsMax)];
        Navigation.NavigateTo(_filter.On(Here), replace: true);
    }

    /// <summary>While areas are drawn, a click chooses.</summary>
    private void Open(string id)
    {
        if (id.Length > 0 && _draws is not null)
            Toggle(id);
        else if (id.Length > 0)
            Navigation.NavigateTo($"vens/{id}");
    }

    public void Dispose() => _timer?.Dispose();
}
