using System.Globalization;
using DrEvents.Dashboard.Access;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.QuickGrid;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Parts;

/// <summary>The VENs of a programme, those that left too: by whose consent, how more are enrolled, and how they leave.</summary>
public sealed partial class ProgrammeMembers : ComponentBase, IDisposable
{
    private const string NotFound = "notFound";
    private const int OutcomesMost = 200;
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _selected = [];
    private readonly GridRows<EnrolmentView> _grid;

    /// <summary>One and the same for the grid's whole life: it reads anew when it is given another.</summary>
    private readonly GridItemsProvider<EnrolmentView> _rows;
    private QuickGrid<EnrolmentView>? _shown;
    private IDisposable? _timer;
    private EnrolmentsChanged? _changed;
    private EnrolmentView? _history;
    private AskWhy? _leave;
    private EnrolVens? _enrol;
    private string _search = "";
    private string _state = "";

    public ProgrammeMembers()
    {
        _grid = new GridRows<EnrolmentView>(ReadAsync, StateHasChanged);
        _rows = request => _grid.ReadAsync(request);
    }

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private Person Person { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ProgrammeMembers> T { get; set; } = null!;

    /// <summary>The programme.</summary>
    [Parameter, EditorRequired]
    public string ProgrammeId { get; set; } = "";

    /// <summary>Whether VENs can be enrolled in it.</summary>
    [Parameter, EditorRequired]
    public bool IsOpen { get; set; }

    /// <summary>Called when VENs were enrolled, or left.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _timer = Presence.Every(ReadAgainAfter, () => InvokeAsync(RefreshAsync));
    }

    private static EnrolmentTime Newest(EnrolmentView enrolment) => enrolment.Times[^1];

    private async Task<(IReadOnlyList<EnrolmentView> Rows, int Total)> ReadAsync(int offset, int count, CancellationToken cancellation)
    {
        var (search, state) = (_search.Trim(), _state);
        var (last, rows) = await RowPages.ReadAsync(
            (from, most) => Backend.GetAsync<EnrolmentPage>(Address(search, state, from, most), cancellation),
            page => page.Vens,
            offset,
            count
        );
        return (rows, (int)last.Total);
    }

    private string Address(string search, string state, int offset, int limit) =>
        QueryHelpers.AddQueryString(
            $"api/programmes/{ProgrammeId}/vens",
            new (string Name, string Value)[]
            {
                ("search", search),
                ("isIn", state),
                ("offset", offset.ToString(CultureInfo.InvariantCulture)),
                ("limit", limit.ToString(CultureInfo.InvariantCulture)),
            }
                .Where(p => p.Value.Length > 0)
                .Select(p => KeyValuePair.Create(p.Name, (string?)p.Value))
        );

    private async Task RefreshAsync()
    {
        if (_shown is not null)
            await _shown.RefreshDataAsync();
    }

    private Task SearchAsync(string? text)
    {
        _search = text ?? "";
        _grid.Clear();
        return RefreshAsync();
    }

    private Task StateAsync(string? state)
    {
        _state = state ?? "";
        _grid.Clear();
        return RefreshAsync();
    }

    private void Select(string venId, bool isSelected)
    {
        if (isSelected)
            _selected.Add(venId);
        else
            _selected.Remove(venId);
    }

    private async Task LeaveAsync(string why)
    {
        var all = new List<EnrolmentsChanged>();
        foreach (var some in _selected.Order(StringComparer.Ordinal).Chunk(EnrolVens.AtOnce).ToList())
        {
            var request = new LeaveProgrammeRequest(some, why);
            all.Add(await Backend.SendAsync<EnrolmentsChanged>(HttpMethod.Post, $"api/programmes/{ProgrammeId}/leavings", request));
            _selected.ExceptWith(some);
        }
        await ChangedAsync(EnrolVens.Sum(all));
    }

    private async Task ChangedAsync(EnrolmentsChanged changed)
    {
        _changed = changed;
        StateHasChanged();
        await RefreshAsync();
        await OnChanged.InvokeAsync();
    }

    public void Dispose() => _timer?.Dispose();
}
