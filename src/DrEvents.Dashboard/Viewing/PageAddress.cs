using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace DrEvents.Dashboard.Viewing;

/// <summary>
/// Changes the query of a page's own address. The server hears of a change only after the browser made it: what is changed meanwhile is added to it, and
/// takes nothing of it back.
/// </summary>
public sealed class PageAddress : IDisposable
{
    private readonly NavigationManager _navigation;
    private string? _asked;

    public PageAddress(NavigationManager navigation)
    {
        _navigation = navigation;
        navigation.LocationChanged += Changed;
    }

    /// <summary>Sets parameters of the query; null takes one out of it.</summary>
    /// <param name="replace">Whether the browser's way back leads past what is there now.</param>
    /// <param name="anchor">Where on the page it leads.</param>
    public void Set(IReadOnlyDictionary<string, object?> parameters, bool replace = true, string anchor = "")
    {
        var (here, asked) = (
            WithoutAnchor(_navigation.Uri),
            _navigation.GetUriWithQueryParameters(WithoutAnchor(_asked ?? _navigation.Uri), parameters)
        );
        _asked = asked == here ? null : asked;
        _navigation.NavigateTo(asked + anchor, replace: replace);
    }

    /// <summary>Sets one parameter; nothing, or white space, takes it out.</summary>
    public void Set(string parameter, string? value, bool replace = true, string anchor = "") =>
        Set(new Dictionary<string, object?> { [parameter] = string.IsNullOrWhiteSpace(value) ? null : value }, replace, anchor);

    public void Dispose() => _navigation.LocationChanged -= Changed;

    private void Changed(object? sender, LocationChangedEventArgs e)
    {
        if (_asked is { } asked && (WithoutAnchor(e.Location) == WithoutAnchor(asked) || PageOf(e.Location) != PageOf(asked)))
            _asked = null;
    }

    private static string PageOf(string address) => address.Split('?', '#')[0];

    private static string WithoutAnchor(string address) => address.Split('#')[0];
}
