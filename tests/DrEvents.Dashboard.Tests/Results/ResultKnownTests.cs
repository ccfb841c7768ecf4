using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>What an event came to as it was known at a time, by a slider that goes by the keyboard, by the time, and by a link.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed class ResultKnownTests(ResultRoom room)
{
    private static readonly MadeUpResult[] Three =
    [
        new(30, NotMeasured: 2),
        new(31, NotMeasured: 1),
        new(31, Corrected: 3, NotMeasured: 1),
    ];

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var id = await room.MeasuredAsync(Three);
        await using var visit = await room.VisitAsync($"events/{id}?asof={Text(FirstIssued.AddHours(1))}", width, isDark: isDark);
        await Expect(visit.Page.Locator("#result canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".then table")).ToBeVisibleAsync();
        await ResultPictures.TakeAsync(visit, "result-known", width, "#result");
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.Locator(".then")).ToContainTextAsync("Ergebnis 1 wurde ersetzt; Ergebnis 3 gilt.");
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task at_any_time_what_the_interface_says_was_known_is_shown()
    {
        var id = await room.MeasuredAsync(Three);
        foreach (var at in new[] { FirstIssued, FirstIssued.AddHours(4.9), FirstIssued.AddHours(5), FirstIssued.AddHours(40) })
        {
            var known = (await room.Backend.GetFromJsonAsync<EventResult>($"api/events/{id}/result?limit=1&known={Text(at)}"))!.Result;
            await using var visit = await room.VisitAsync($"events/{id}?asof={Text(at)}");
            await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync($"Result {known.Number} of 3");
            await Expect(visit.Page.Locator("#delivered h2")).ToContainTextAsync($"by result {known.Number}");
            visit.Complaints.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task before_the_first_there_was_none_and_it_is_said_when_it_came()
    {
        var id = await room.MeasuredAsync(Three);
        await using var visit = await room.VisitAsync($"events/{id}?asof={Text(FirstIssued.AddMinutes(-1))}");

        await Expect(visit.Page.Locator("#result .warning")).ToContainTextAsync("there was no result yet. The first was issued");
        await Expect(visit.Page.Locator("#result canvas")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#delivered")).ToHaveCountAsync(0);
        await visit.ShouldBeWellMadeAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Next result" }).ClickAsync();
        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync("Result 1 of 3");
    }

    [Fact]
    public async Task what_took_its_place_and_why_and_by_how_much_stands_beside_it()
    {
        var id = await room.MeasuredAsync(Three);
        var all = (await room.Backend.GetFromJsonAsync<ResultView[]>($"api/events/{id}/results"))!;
        await using var visit = await room.VisitAsync($"events/{id}?result=2");
        var then = visit.Page.Locator(".then");

        await Expect(then).ToContainTextAsync("Result 2 was superseded; result 3 holds.");
        await Expect(then.Locator("li")).ToHaveCountAsync(1);
        await Expect(then.Locator("li")).ToContainTextAsync("late or corrected readings of 3 VENs");
        await Expect(then.Locator("li")).ToContainTextAsync($"3 VENs differ; mean {Signed(all[0].Difference!.Kw)} kW");
        var mean = then.Locator("tbody tr").First.Locator("td");
        await Expect(mean.Nth(0)).ToHaveTextAsync(Kw(all[1].Portfolio.MeanKw));
        await Expect(mean.Nth(1)).ToHaveTextAsync(Kw(all[0].Portfolio.MeanKw));
        await Expect(mean.Nth(2)).ToHaveTextAsync(Signed(all[0].Portfolio.MeanKw - all[1].Portfolio.MeanKw) + " kW");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Result 3" }).ClickAsync();
        await Expect(then).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task the_slider_goes_by_the_keyboard_says_its_time_and_its_state_is_in_the_address()
    {
        var id = await room.MeasuredAsync(Three);
        await using var visit = await room.VisitAsync($"events/{id}");
        var slider = visit.Page.GetByRole(AriaRole.Slider, new() { Name = "As known at" });
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "now: result 3");
        await visit.WalkToAsync(slider);

        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("[?&]asof=20"));
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", new Regex(": result 3$"));
        await visit.Page.Keyboard.PressAsync("Home");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", new Regex(": no result yet$"));
        await Expect(visit.Page.Locator("output.slid").Last).ToContainTextAsync("no result yet");
        await visit.Page.Keyboard.PressAsync("End");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("[?&]asof="));
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "now: result 3");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "‹ Result before" }).ClickAsync();
        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync("Result 2 of 3");
        var link = visit.Page.Url;
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Now", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync("Result 3 of 3");

        await using var later = await room.VisitAsync(new Uri(link));
        await Expect(later.Page.Locator("#result .which")).ToContainTextAsync("Result 2 of 3");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_no_time_is_said_to_be_none()
    {
        var id = await room.MeasuredAsync(new MadeUpResult(3));
        await using var visit = await room.VisitAsync($"events/{id}?asof=soon");

        await Expect(visit.Page.Locator("#result .warning")).ToHaveTextAsync("soon is no time; this is the newest result.");
        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync("Result 1 of 1");
    }

    private static DateTimeOffset FirstIssued => MadeUpResults.Start.AddHours(1).AddMinutes(10);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Kw(double? kw) => kw!.Value.ToString("0.00", CultureInfo.InvariantCulture) + " kW";

    private static string Signed(double? value) =>
        ((decimal)Math.Round(value!.Value, 6)).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
