using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>What an event came to, on its page: the newest result, the ones before it, their VENs, and having one made.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed class ResultTests(ResultRoom room)
{
    private static readonly MadeUpResult[] ThreeResults =
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
        var id = await room.MeasuredAsync(ThreeResults);
        await using var visit = await room.VisitAsync($"events/{id}", width, isDark: isDark);
        await Expect(visit.Page.Locator("#result canvas")).ToBeVisibleAsync();
        await Expect(Vens(visit)).Not.ToHaveCountAsync(0);
        await ResultPictures.TakeAsync(visit, "result", width, "#result");
        await ResultPictures.TakeAsync(visit, "result-vens", width, "#delivered");
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show ven-00000" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog).Locator("canvas")).ToBeVisibleAsync();
        await ResultPictures.TakeAsync(visit, "result-ven", width, "dialog[open] figure.chart");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.Keyboard.PressAsync("Escape");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.Locator("#result")).ToContainTextAsync("späte oder berichtigte Messwerte von 3 VENs");
        await Expect(visit.Page.Locator("#result")).ToContainTextAsync("Ergebnis 3 von 3");
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task while_there_is_none_it_is_said_when_there_will_be_and_it_can_be_made_now()
    {
        var id = await room.OverAsync(TimeSpan.FromMinutes(20));
        await using var visit = await room.VisitAsync($"events/{id}");
        var section = visit.Page.Locator("#result");
        var due = TimeZoneInfo
            .ConvertTime(MadeUpResults.Start.AddMinutes(30), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        await Expect(section)
            .ToContainTextAsync(
                $"There is no result yet. The result of event {id} was due at {due} and is still to be made; it can be asked for"
            );
        await Expect(visit.Page.Locator("#delivered")).ToHaveCountAsync(0);
        await visit.ShouldBeWellMadeAsync();

        // Nothing is made before it is said twice.
        await section.GetByRole(AriaRole.Button, new() { Name = "Make the result now …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("stored for good");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        (await ResultsAsync(id)).ShouldBeEmpty();

        await section.GetByRole(AriaRole.Button, new() { Name = "Make the result now …" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(section).ToContainTextAsync("Result 1 was issued.");
        await Expect(section.Locator(".which")).ToContainTextAsync("Result 1 of 1");
        await Expect(section.Locator(".which")).ToContainTextAsync("asked for");
        (await ResultsAsync(id)).ShouldHaveSingleItem();

        await section.GetByRole(AriaRole.Button, new() { Name = "Make it again now …" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(section).ToContainTextAsync("Nothing has changed: result 1 holds.");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task one_that_is_issued_while_the_page_is_open_is_shown_without_loading_it_again()
    {
        var id = await room.OverAsync(TimeSpan.FromMinutes(20));
        await using var visit = await room.VisitAsync($"events/{id}");
        await Expect(visit.Page.Locator("#result")).ToContainTextAsync("There is no result yet.");

        (await room.Backend.PostAsync($"api/events/{id}/results", null)).EnsureSuccessStatusCode();

        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync("Result 1 of 1");
    }

    [Fact]
    public async Task an_event_of_less_than_a_minute_has_none_and_nobody_can_ask_for_it()
    {
        var id = await room.OverAsync(TimeSpan.FromSeconds(50));
        await using var visit = await room.VisitAsync($"events/{id}");

        await Expect(visit.Page.Locator("#result")).ToContainTextAsync("it never began, or lasted less than a minute");
        await Expect(visit.Page.Locator("#result button")).ToHaveCountAsync(0);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_newest_is_shown_and_an_older_one_by_its_number_and_its_link()
    {
        var id = await room.MeasuredAsync(ThreeResults);
        var all = await ResultsAsync(id);
        await using var visit = await room.VisitAsync($"events/{id}");
        var section = visit.Page.Locator("#result");
        await ShowsAsync(visit, all[0], 3);
        await Expect(section.Locator(".which .pill")).ToHaveTextAsync("newest");
        await Expect(section).ToContainTextAsync("caiso-10-in-10 v1: 25 VENs · pre-event-mean v1: 6 VENs");
        await Expect(section.Locator("canvas")).ToHaveCountAsync(1);
        await Expect(section.Locator(".corrections tbody tr")).ToHaveCountAsync(3);
        await Expect(section.Locator(".corrections tbody tr").First).ToContainTextAsync(Signed(all[0].Difference!.Kw));

        await section.GetByRole(AriaRole.Button, new() { Name = "Result 1" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("[?&]result=1"));
        await ShowsAsync(visit, all[2], 3);
        await Expect(section.Locator(".which .pill")).ToHaveTextAsync("superseded");
        await Expect(section.Locator(".which")).ToContainTextAsync("until result 2 took its place");
        await Expect(section.Locator("tr[aria-current=true]")).ToContainTextAsync("Result 1");
        await Expect(visit.Page.Locator("#delivered h2")).ToContainTextAsync("by result 1");
        await Expect(section.GetByRole(AriaRole.Link, new() { Name = "Audit bundle of result 1" }))
            .ToHaveAttributeAsync("href", $"export/events/{id}/audit.zip?number=1");

        // The link shows the same, and the way back leads to the newest.
        await using var later = await room.VisitAsync($"events/{id}?result=1");
        await ShowsAsync(later, all[2], 3);
        await visit.Page.GoBackAsync();
        await ShowsAsync(visit, all[0], 3);

        await later.Page.GetByRole(AriaRole.Button, new() { Name = "To the newest result" }).ClickAsync();
        await ShowsAsync(later, all[0], 3);
        await Expect(later.Page).Not.ToHaveURLAsync(new Regex("[?&]result="));
        visit.Complaints.ShouldBeEmpty();
        later.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("9")]
    [InlineData("one")]
    public async Task a_number_that_there_is_not_is_said_to_be_none(string number)
    {
        var id = await room.MeasuredAsync(new MadeUpResult(3));
        await using var visit = await room.VisitAsync($"events/{id}?result={number}");

        await Expect(visit.Page.Locator("#result .warning")).ToHaveTextAsync($"There is no result {number}; this is the newest.");
        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync("Result 1 of 1");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_differs_and_who_has_none_is_named()
    {
        var id = await room.MeasuredAsync(ThreeResults);
        await using var visit = await room.VisitAsync($"events/{id}");
        var section = visit.Page.Locator("#result");

        await section.GetByText("1 VEN has no result").ClickAsync();
        await Expect(section.GetByRole(AriaRole.Link, new() { Name = "ven-00031" })).ToHaveAttributeAsync("href", "vens/ven-00031");
        await Expect(section).ToContainTextAsync("caiso-10-in-10: none of its readings in these hours is known");

        await section.GetByText("3 VENs differ").ClickAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "ven-00001" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("ven-00001, by result 3");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("result=3&measured=ven-00001"));
    }

    private Task<ResultView[]> ResultsAsync(string id) => room.Backend.GetFromJsonAsync<ResultView[]>($"api/events/{id}/results")!;

    private static async Task ShowsAsync(Visit visit, ResultView result, int of)
    {
        await Expect(visit.Page.Locator("#result .which")).ToContainTextAsync($"Result {result.Number} of {of}");
        await Expect(Figure(visit, "Asked")).ToHaveTextAsync("30.0 kW");
        await Expect(Figure(visit, "Delivered, mean")).ToHaveTextAsync(Text(result.Portfolio.MeanKw) + " kW");
        await Expect(Figure(visit, "Of the request")).ToHaveTextAsync(Text(result.Portfolio.MeanRatio * 100) + " %");
        await Expect(Figure(visit, "Worst interval")).ToHaveTextAsync(Text(result.Portfolio.WorstRatio * 100) + " %");
        await Expect(Figure(visit, "Within ±5 %")).ToHaveTextAsync(Text(result.Portfolio.WithinShare * 100) + " %");
        await Expect(Figure(visit, "Energy")).ToHaveTextAsync(Text(result.Portfolio.SignedKwh) + " kWh");
        await Expect(visit.Page.Locator("#result .figure .note").Filter(new() { HasText = "clipped at 0" }))
            .ToContainTextAsync($"signed; {Text(result.Portfolio.ClippedKwh)} kWh with each VEN");
        await Expect(Figure(visit, "VENs measured")).ToHaveTextAsync(Text(result.Vens, "0"));
        await Expect(Figure(visit, "Without a result")).ToHaveTextAsync(Text(result.NotMeasured, "0"));
    }

    private static string Text(double? value, string form = "0.0") =>
        ((decimal)Math.Round(value!.Value, 6)).ToString(form, CultureInfo.InvariantCulture);

    private static string Signed(double? value) =>
        ((decimal)Math.Round(value!.Value, 6)).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static ILocator Vens(Visit visit) => visit.Page.Locator("#delivered tbody tr");

    private static ILocator Figure(Visit visit, string name) =>
        visit
            .Page.Locator("#result .figure")
            .Filter(new() { Has = visit.Page.GetByText(name, new() { Exact = true }) })
            .Locator("dd:not(.note)");
}
