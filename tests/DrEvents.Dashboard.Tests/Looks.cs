using Deque.AxeCore.Commons;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests;

/// <summary>What holds for every page.</summary>
public static class Looks
{
    private static readonly string[] Wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    /// <summary>The rules among them that look at colours: of all others a page is the same in the one theme and in the other.</summary>
    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Names each rule that is broken, with the first elements that break it. Nothing is said of what holds.</summary>
    private const string Broken = """
        runOnly => axe.run({ runOnly, resultTypes: ['violations'] }).then(found => found.violations.map(v =>
            `${v.id}: ${v.help} ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`))
        """;

    /// <summary>Names what makes a page wider than its window.</summary>
    private const string TooWide = """
        () => document.documentElement.scrollWidth <= innerWidth ? [] : [
            `${document.documentElement.scrollWidth} px`,
            ...[...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll'))
                .slice(0, 5)
                .map(e => e.outerHTML.slice(0, 120))
        ]
        """;

    /// <summary>Nobody is shut out, the console is silent, nothing is asked of the internet, and nothing is cut off.</summary>
    public static async Task ShouldBeWellMadeAsync(this Visit visit)
    {
        await visit.ShouldBeReadableAsync();
        visit.Complaints.ShouldBeEmpty();
        var here = new Uri(visit.Page.Url);
        visit.Requested.ShouldAllBe(url => url.StartsWith("data:") || new Uri(url).Authority == here.Authority);
    }

    /// <summary>So it is, and its colours are those of a page that everybody can read in the other theme too; which it is left in again.</summary>
    public static async Task ShouldBeWellMadeInBothThemesAsync(this Visit visit)
    {
        await visit.ShouldBeWellMadeAsync();
        var isDark = await visit.IsDarkAsync();
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = isDark ? ColorScheme.Light : ColorScheme.Dark });
        (await visit.BrokenAsync("rule", OfColours)).ShouldBeEmpty(isDark ? "in the light theme" : "in the dark theme");
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
        visit.Complaints.ShouldBeEmpty();
    }

    /// <summary>Whether the browser asks for the dark theme.</summary>
    public static Task<bool> IsDarkAsync(this Visit visit) =>
        visit.Page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches");

    /// <summary>Nobody is shut out, and nothing is cut off: what holds of a page too whose own server is away, of which the browser itself complains.</summary>
    public static async Task ShouldBeReadableAsync(this Visit visit)
    {
        (await visit.BrokenAsync("tag", Wcag)).ShouldBeEmpty();
        var tooWide = await visit.Page.EvaluateAsync<string[]>(TooWide);
        tooWide.ShouldBeEmpty("no page is wider than its window");
    }

    private static async Task<string[]> BrokenAsync(this Visit visit, string type, string[] values)
    {
        if (!await visit.Page.EvaluateAsync<bool>("'axe' in window"))
            await visit.Page.EvaluateAsync(Axe);
        return await visit.Page.EvaluateAsync<string[]>(Broken, new { type, values });
    }
}
