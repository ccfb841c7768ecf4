using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Away;

/// <summary>Pages while the backend, its database or the broker is away: never blank, never wrong, and well again by themselves.</summary>
[Collection(typeof(AwaySystemCollection))]
public sealed partial class AwayTests(AwaySystem system)
{
    private const float WaitsMs = 60_000;

    [Fact]
    public async Task a_killed_backend_leaves_figures_with_their_time_and_comes_back_with_right_ones()
    {
        await using var pages = await OpenPages.OpenAsync(system, system.Alone);
        await pages.AreLiveAsync();
        await system.KillBackendAsync();
        try
        {
            await pages.SayAsync(AsOf(), "backend-killed");
            await Expect(pages.Event.Page.Locator("main")).ToContainTextAsync("What is shown is as of");
        }
        finally
        {
            await system.StartBackendAsync();
        }

        await pages.AreLiveAsync();
        await FiguresAreRightAsync(pages);
    }

    [Fact]
    public async Task pages_that_are_opened_while_the_backend_is_away_say_what_they_wait_for_and_fill_by_themselves()
    {
        await system.KillBackendAsync();
        try
        {
            // It has never heard of the backend.
            await system.StartAloneAsync();
            await using var pages = await OpenPages.OpenAsync(system, system.Alone);
            await pages.WaitAsync(TryingAgain(), "opened-away");
            await system.StartBackendAsync();
            await pages.AreLiveAsync();
            await FiguresAreRightAsync(pages);
        }
        finally
        {
            await system.StartBackendAsync();
        }
    }

    [Fact]
    public async Task a_page_whose_own_server_was_killed_says_so_and_loads_itself_again()
    {
        await using var pages = await OpenPages.OpenAsync(system, system.Joined);
        await pages.AreLiveAsync();
        await system.KillBackendAsync();
        try
        {
            foreach (var (visit, name) in new[] { (pages.Now, "now"), (pages.Event, "event") })
            {
                await Expect(visit.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(new() { Timeout = WaitsMs });
                await Expect(visit.Page.Locator("#lost-at")).ToHaveTextAsync(Time());
                await Expect(visit.Page.Locator("main")).ToContainTextAsync("kW");
                await OpenPages.PictureAsync(visit, $"server-killed-{name}");
                await visit.ShouldBeReadableAsync();
            }
        }
        finally
        {
            await system.StartBackendAsync();
        }

        await pages.AreLiveAsync();
        await Expect(pages.Now.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await FiguresAreRightAsync(pages);
    }

    [Fact]
    public async Task a_stopped_database_leaves_figures_with_their_time()
    {
        await using var pages = await OpenPages.OpenAsync(system, system.Joined);
        await pages.AreLiveAsync();
        await system.Postgres.StopAsync();
        try
        {
            await pages.SayAsync(StoreAway(), "database-stopped");
        }
        finally
        {
            await system.Postgres.StartAsync();
        }

        await pages.AreLiveAsync();
        await FiguresAreRightAsync(pages);
    }

    [Fact]
    public async Task that_the_database_came_back_while_the_backend_was_away_is_seen()
    {
        await using var pages = await OpenPages.OpenAsync(system, system.Alone);
        await pages.AreLiveAsync();
        await system.Postgres.StopAsync();
        try
        {
            await Expect(OpenPages.Freshness(pages.Now)).ToHaveTextAsync(StoreAway(), new() { Timeout = WaitsMs });
            await system.KillBackendAsync();
            await Expect(OpenPages.Freshness(pages.Now)).ToHaveTextAsync(AsOf(), new() { Timeout = WaitsMs });
        }
        finally
        {
            await system.KillBackendAsync();
            await system.Postgres.StartAsync();
            await system.StartBackendAsync();
        }

        await pages.AreLiveAsync();
    }

    [Fact]
    public async Task a_stopped_broker_is_said_to_be_away_and_vens_are_heard_again()
    {
        await using var pages = await OpenPages.OpenAsync(system, system.Joined);
        await pages.AreLiveAsync();
        await system.StopBrokerAsync();
        try
        {
            await pages.SayAsync(BrokerAway(), "broker-stopped");
            await Expect(pages.Now.Page.Locator("main")).ToContainTextAsync("Broker");
        }
        finally
        {
            await system.StartBrokerAsync();
        }

        await system.HearsVensAsync();
        await pages.AreLiveAsync();
        await FiguresAreRightAsync(pages);
    }

    /// <summary>What pages show is what the backend says, a moment apart; and no stored event stands on a page twice.</summary>
    private async Task FiguresAreRightAsync(OpenPages pages)
    {
        await system.HearsVensAsync();
        var now = pages.Now.Page;
        await Expect(now.Locator("main"))
            .ToContainTextAsync(
                string.Create(CultureInfo.InvariantCulture, $"{AwaySystem.Vens} / {AwaySystem.Vens}"),
                new() { Timeout = WaitsMs }
            );
        await Expect(now.Locator("main tr").Filter(new() { HasText = system.EventId })).ToHaveCountAsync(1);
        await Eventually.HoldsAsync(
            "what is measured is what the backend says",
            async () =>
            {
                var said = await system.MetricsAsync();
                var shown = Number(await Figure(pages.Event, "Measured").InnerTextAsync());
                return said.VensFresh == AwaySystem.Vens && Math.Abs(shown - said.CurrentReductionKw) < 0.3;
            },
            withinS: 60
        );
        await Expect(Figure(pages.Event, "Requested")).ToContainTextAsync("3.0 kW");
        foreach (var visit in new[] { pages.Now, pages.Event })
        {
            var stored = await OpenPages.StoredAsync(visit);
            stored.ShouldBe(stored.Distinct().OrderDescending());
            await WarnsOfNothingAsync(visit);
        }
    }

    private static async Task WarnsOfNothingAsync(Visit visit)
    {
        var warnings = visit.Page.Locator("main .warning");
        try
        {
            // A backend that was away has some work to catch up on, and says so until it has.
            await Expect(warnings).ToHaveCountAsync(0, new() { Timeout = 2 * WaitsMs });
        }
        catch (PlaywrightException)
        {
            (await warnings.AllInnerTextsAsync()).ShouldBeEmpty();
            throw;
        }
    }

    private static ILocator Figure(Visit visit, string name) =>
        visit.Page.Locator(".figure").Filter(new() { Has = visit.Page.GetByText(name, new() { Exact = true }) }).Locator("dd").First;

    private static double Number(string shown) =>
        FirstNumber().Match(shown) is { Success: true } match ? double.Parse(match.Value, CultureInfo.InvariantCulture) : double.NaN;

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex FirstNumber();

    [GeneratedRegex(@"^As of \d\d:\d\d:\d\d, reconnecting$")]
    private static partial Regex AsOf();

    [GeneratedRegex("^The backend does not answer, trying again$")]
    private static partial Regex TryingAgain();

    [GeneratedRegex(@"^The database does not answer: figures as of \d\d:\d\d:\d\d$")]
    private static partial Regex StoreAway();

    [GeneratedRegex(@"^The broker does not answer: VENs as heard until \d\d:\d\d:\d\d$")]
    private static partial Regex BrokerAway();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d$")]
    private static partial Regex Time();
}
