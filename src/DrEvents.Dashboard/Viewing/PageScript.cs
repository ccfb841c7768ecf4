using Microsoft.JSInterop;

namespace DrEvents.Dashboard.Viewing;

/// <summary>A script of the pages, loaded with the first call. When the page, or the part that calls, is gone, calls do nothing.</summary>
/// <param name="name">The module's file.</param>
public sealed class PageScript(IJSRuntime js, string name) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Calls a function.</summary>
    public Task CallAsync(string function, params object?[] arguments) => AskAsync<object?>(function, null, arguments);

    /// <summary>Calls a function and returns what it returns, or <paramref name="otherwise"/> when nobody is there to ask.</summary>
    public async Task<T> AskAsync<T>(string function, T otherwise, params object?[] arguments)
    {
        try
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", $"./_content/DrEvents.Dashboard/js/{name}");
            return await _module.InvokeAsync<T>(function, arguments);
        }
        catch (Exception e) when (IsGone(e))
        {
            return otherwise;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception e) when (IsGone(e))
        {
            // The module is gone with its page.
        }
    }

    // One that does not answer for a minute is gone too: its connection broke in the middle of a call.
    private static bool IsGone(Exception e) => e is JSDisconnectedException or ObjectDisposedException or TaskCanceledException;
}
