using DrEvents.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Browsers that are gone, and that come back.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class PresenceTests(ControlRoom room)
{
    /// <summary>Keeps the connections of a page, to break them.</summary>
    private const string KeepsConnections = """
        window.connections = [];
        window.WebSocket = new Proxy(window.WebSocket, {
          construct(target, args) { const made = new target(...args); window.connections.push(made); return made; },
        });
        """;

    [Fact]
    public async Task a_page_whose_browser_is_gone_without_a_word_watches_nothing_any_more()
    {
        var begun = await room.BeginAsync(kw: 2, TimeSpan.FromMinutes(5));
        try
        {
            await using (var visit = await room.Browser.OpenAsync(1400, 900))
            {
                await visit.Page.Context.RouteAsync("**/_blazor/disconnect*", route => route.AbortAsync());
                await visit.Page.GotoAsync(new Uri(room.Url, $"events/{begun.Id}").ToString());
                await Eventually.HoldsAsync("it is watched", () => room.IsWatched(begun.Id), withinS: 30);
            }
            // The page itself is kept for a minute, should its browser return.
            await Eventually.HoldsAsync("it is not watched any more", () => !room.IsWatched(begun.Id), withinS: 40);
        }
        finally
        {
            await room.EndAsync(begun.Id);
        }
    }

    [Fact]
    public async Task a_page_whose_connection_broke_is_live_again_where_it_was()
    {
        await using var visit = await room.Browser.OpenAsync(1400, 900);
        await visit.Page.AddInitScriptAsync(KeepsConnections);
        await visit.Page.GotoAsync(new Uri(room.Url, "events").ToString());
        await Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        await visit.Page.EvaluateAsync("window.here = true");
        await visit.Page.EvaluateAsync("connections.forEach(c => c.close())");
        var begun = await room.BeginAsync(kw: 2, TimeSpan.FromMinutes(5));
        try
        {
            await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = begun.Id })).ToContainTextAsync("active");
            (await visit.Page.EvaluateAsync<int>("connections.length")).ShouldBeGreaterThan(1, "it was connected again");
            (await visit.Page.EvaluateAsync<bool>("window.here")).ShouldBeTrue("it was not loaded again");
        }
        finally
        {
            await room.EndAsync(begun.Id);
        }
    }
}
