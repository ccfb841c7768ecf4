using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using DrEvents.Testing.Browsing;

namespace DrEvents.Dashboard.Tests;

/// <summary>What holds for every page.</summary>
public static class Looks
{
    private static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

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

    /// <summary>Nobody is shut out, and nothing is cut off: what holds of a page too whose own server is away, of which the browser itself complains.</summary>
    public static async Task ShouldBeReadableAsync(this Visit visit)
    {
        var found = await visit.Page.RunAxe(Wcag);
        found.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}").ShouldBeEmpty();
        var tooWide = await visit.Page.EvaluateAsync<string[]>(TooWide);
        tooWide.ShouldBeEmpty("no page is wider than its window");
    }
}
