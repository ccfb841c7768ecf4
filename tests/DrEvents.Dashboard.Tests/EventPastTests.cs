using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The page of an event at moments of its past.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class EventPastTests(ControlRoom room)
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss";

    [Fact]
    public async Task the_page_as_it_was_is_found_by_slider_time_and_link_and_nothing_can_be_changed_there()
    {
        var (id, before) = await ChangedAsync();
        await using var visit = await room.VisitAsync($"events/{id}");
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("4.0 kW");
        await Expect(visit.Page.Locator("#moment-slide")).ToHaveAttributeAsync("aria-valuetext", "live");

        // By the keyboard: a second before now, once there is one.
        await Expect(visit.Page.Locator("#moment-slide")).ToHaveAttributeAsync("max", new Regex(@"^([2-9]|\d\d+)$"));
        await visit.Page.Locator("#moment-slide").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(visit.Page).ToHaveURLAsync(new Regex(@"[?&]at=\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d(:|%3A)\d\dZ&known=then"));
        await Expect(visit.Page.Locator(".past-note")).ToContainTextAsync("not live");
        await Expect(visit.Page.Locator(".past-note strong")).ToContainTextAsync("As it was known at");
        await Expect(Actions(visit)).ToHaveCountAsync(0);

        // By its time, as clocks of the sites show it.
        await visit.Page.Locator("#moment-time").FillAsync(Typed(before));
        await Expect(visit.Page.Locator(".past-note strong")).ToContainTextAsync(InBerlin(before)[^8..]);
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("5.0 kW");
        var at = (await room.Backend.GetFromJsonAsync<EventAt>($"api/events/{id}/at?time={before:yyyy-MM-dd'T'HH:mm:ss'Z'}"))!;
        at.Event.RequestedReductionKw.ShouldBe(5);
        await Expect(Figure(visit, "Measured"))
            .ToContainTextAsync(at.Metrics.CurrentReductionKw.ToString("0.0", CultureInfo.InvariantCulture));
        await Expect(Figure(visit, "VENs"))
            .ToContainTextAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{at.Metrics.VensResponding} / {at.Metrics.VensDispatched} / {at.Metrics.VensTargeted}"
                )
            );
        await Expect(visit.Page.Locator("#stored li")).Not.ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#stored [title=EventModified]")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#vens .shown")).ToContainTextAsync(InBerlin(before)[^8..]);

        // Filters and a VEN's commands are of that moment too, and the link shows the same.
        await Rows(visit).First.Locator("button.link").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("acknowledged");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("[?&]ven="));
        await visit.Page.Locator("#ven-status").SelectOptionAsync("shedding");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("at=.*status=shedding|status=shedding.*at="));
        (await room.Backend.GetStringAsync(await visit.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href")))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Length.ShouldBe(1 + at.Statuses["shedding"]);
        await visit.Page.ReloadAsync();
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("5.0 kW");

        await visit.Page.Locator("#moment-known").SelectOptionAsync("today");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("known=today"));
        await Expect(visit.Page.Locator(".past-note strong")).ToContainTextAsync("by what is known today");

        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Started") }).ClickAsync();
        await Expect(visit.Page.Locator(".marks [aria-current=time]").Filter(new() { HasText = "Started" })).ToHaveCountAsync(1);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to live" }).ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("[?&](at|known)="));
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("4.0 kW");
        await Expect(Actions(visit)).ToHaveCountAsync(1);
        visit.Complaints.ShouldBeEmpty();
        await room.EndAsync(id);
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    public async Task the_past_is_well_made(int width, bool isDark)
    {
        var (id, before) = await ChangedAsync();
        await using var visit = await room.VisitAsync(
            $"events/{id}?at={before:yyyy-MM-dd'T'HH:mm:ss'Z'}&known=then",
            width,
            isDark: isDark
        );
        await Expect(visit.Page.Locator(".past-note strong")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(Rows(visit)).Not.ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#course canvas")).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.Locator(".past-note strong")).ToContainTextAsync("Wie es um");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Zurück zu live" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task a_moment_that_is_none_is_said_to_be_none()
    {
        var (id, _) = await ChangedAsync();
        foreach (
            var (at, said) in new[]
            {
                ("2001-07-01T17:00:00Z", "is before the event was asked for"),
                ("2099-07-01T17:00:00Z", "is still to come"),
                ("noon", "noon is no time; this is live."),
            }
        )
        {
            await using var visit = await room.VisitAsync($"events/{id}?at={at}");

            await Expect(visit.Page.Locator(".warning").Filter(new() { HasText = said })).ToBeVisibleAsync();
            visit.Complaints.ShouldBeEmpty();
        }
    }

    /// <summary>An event that runs, of which less was asked after a moment at which it was measured.</summary>
    private async Task<(string Id, DateTimeOffset Before)> ChangedAsync()
    {
        await room.EndAllAsync();
        var id = (await room.BeginAsync(5, TimeSpan.FromMinutes(20))).Id;
        await Eventually.HoldsAsync(
            "it is measured",
            async () =>
                (await room.Backend.GetFromJsonAsync<EventMetricsView>($"api/events/{id}/metrics"))!
                    is { VensResponding: > 0, CurrentReductionKw: > 0.5 },
            withinS: 30
        );
        // The next whole second, when it is over.
        var before = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        await Eventually.HoldsAsync("the moment is past", () => TimeProvider.System.GetUtcNow() > before.AddMilliseconds(100));
        (
            await room.Backend.PatchAsJsonAsync($"api/events/{id}", new ChangeEventRequest(RequestedReductionKw: 4))
        ).EnsureSuccessStatusCode();
        return (id, before);
    }

    private static string InBerlin(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>A browser's field takes whole minutes without their seconds only.</summary>
    private static string Typed(DateTimeOffset at) => InBerlin(at) is var said && said.EndsWith(":00") ? said[..^3] : said;

    private static ILocator Actions(Visit visit) => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop …" });

    private static ILocator Rows(Visit visit) => visit.Page.Locator("#vens tbody tr:has(button.link)");

    private static ILocator Figure(Visit visit, string name) =>
        visit.Page.Locator(".figure").Filter(new() { Has = visit.Page.GetByText(name, new() { Exact = true }) }).Locator("dd").First;
}
