using DrEvents.Testing.Browsing;

namespace DrEvents.Benchmarks.Pages;

/// <summary>A page, and what is on it as soon as it can be used.</summary>
/// <param name="Path">Its address.</param>
/// <param name="Usable">A selector of something that is only there then.</param>
internal sealed record WatchedPage(string Path, string Usable)
{
    private const float WithinMs = 60_000;

    private const string UsableAt = """
        usable => new Promise(done => {
          const look = () =>
            document.querySelector('main')?.getAttribute('aria-busy') === 'false' && document.querySelector(usable)
              ? done(performance.now())
              : requestAnimationFrame(look)
          look()
        })
        """;

    /// <summary>Opens it, and returns when it can be used.</summary>
    public async Task<Visit> OpenAsync(Browser browser, Uri at)
    {
        var visit = await browser.OpenAsync(1440, 900);
        await visit.Page.GotoAsync(
            new Uri(at, Path).ToString(),
            new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit, Timeout = WithinMs }
        );
        await visit.Page.Locator(Usable).First.WaitForAsync(new() { Timeout = WithinMs });
        return visit;
    }

    /// <summary>From asking for it until it can be used, ms by the browser's clock.</summary>
    /// <param name="slower">How many times the browser's processor is slowed.</param>
    public async Task<double> UsableMsAsync(Browser browser, Uri at, int slower)
    {
        await using var visit = await browser.OpenAsync(1440, 900);
        var devTools = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await devTools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = slower });
        await visit.Page.GotoAsync(
            new Uri(at, Path).ToString(),
            new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit, Timeout = WithinMs }
        );
        // Looked at once a frame. What is drawn before the circuit stands cannot be used yet.
        return await visit.Page.EvaluateAsync<double>(UsableAt, Usable);
    }
}
