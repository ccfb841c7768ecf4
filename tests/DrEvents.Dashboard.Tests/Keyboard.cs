using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>A person without a mouse.</summary>
public static class Keyboard
{
    /// <summary>No page has more to walk through before what is looked for.</summary>
    private const int TabsMax = 150;

    private const string IsFocused = "e => e === document.activeElement";

    /// <summary>Walks with Tab until something has the focus.</summary>
    public static async Task WalkToAsync(this Visit visit, ILocator what)
    {
        await Expect(what).ToBeEnabledAsync(new() { Timeout = 30_000 });
        for (var tabs = 0; tabs < TabsMax; tabs++)
        {
            if (await what.EvaluateAsync<bool>(IsFocused))
                return;
            await visit.Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Tab does not lead to {what}; it is at {await visit.Page.EvaluateAsync<string>("document.activeElement.outerHTML")}");
    }

    /// <summary>Walks there and presses Enter.</summary>
    public static async Task PressOnAsync(this Visit visit, ILocator what)
    {
        await visit.WalkToAsync(what);
        await visit.Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Walks there and types in place of what stands there.</summary>
    public static async Task TypeIntoAsync(this Visit visit, ILocator what, string text)
    {
        await visit.WalkToAsync(what);
        await visit.Page.Keyboard.PressAsync("Control+A");
        await visit.Page.Keyboard.TypeAsync(text);
    }
}
