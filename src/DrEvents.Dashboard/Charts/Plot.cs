using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace DrEvents.Dashboard.Charts;

/// <summary>What a script of the page draws out of an option of Apache ECharts.</summary>
/// <param name="script">The script's module.</param>
public abstract class Plot(string script) : ComponentBase, IAsyncDisposable
{
    private PageScript? _script;
    private DotNetObjectReference<Plot>? _self;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>What it shows, in a sentence: for those who do not see it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>An option object of Apache ECharts. A colour <c>var(--name)</c> is the theme's. The same object is not drawn twice.</summary>
    [Parameter, EditorRequired]
    public object? Option { get; set; }

    /// <summary>Called with the name of what was clicked.</summary>
    [Parameter]
    public EventCallback<string> OnPick { get; set; }

    /// <summary>The element that is drawn on.</summary>
    protected ElementReference Place { get; set; }

    /// <summary>What the script calls back.</summary>
    protected DotNetObjectReference<Plot> Self => _self ??= DotNetObjectReference.Create(this);

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Picked(string name) => OnPick.InvokeAsync(name);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_script is not null)
        {
            await _script.CallAsync("remove", Place);
            await _script.DisposeAsync();
        }
        _self?.Dispose();
    }

    /// <summary>Calls a function of the script.</summary>
    protected Task CallAsync(string function, params object?[] arguments) =>
        (_script ??= new PageScript(Js, script)).CallAsync(function, arguments);
}
