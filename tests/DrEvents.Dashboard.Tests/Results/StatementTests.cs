using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>What was booked in a period, on its page and as files.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed class StatementTests(ResultRoom room)
{
    private static readonly MadeUpResult[] Corrected = [new(12), new(12, Corrected: 3)];

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        await room.BookedAsync(Corrected);
        await using var visit = await room.VisitAsync("statements", width, isDark: isDark);
        await Expect(Lines(visit).First).ToBeVisibleAsync();
        if (Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS") is { } folder)
            await visit.Page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, FormattableString.Invariant($"room-statements-{width}{(isDark ? "-dark" : "")}.png")) }
            );
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Abrechnungen");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("berichtigt Ergebnis 1");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("alle, die keine anderen haben");
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task a_correction_is_a_line_of_its_own_and_the_totals_are_the_interfaces()
    {
        var id = await room.BookedAsync(Corrected);
        await using var visit = await room.VisitAsync("statements?ven=ven-00001");
        var own = Lines(visit).Filter(new() { HasText = id });

        await Expect(own).ToHaveCountAsync(2);
        await Expect(own.First).Not.ToContainTextAsync("corrects");
        await Expect(own.Last).ToContainTextAsync("corrects result 1");
        var statement = await StatementAsync("venId=ven-00001");
        var both = statement.Lines.Where(l => l.EventId == id).ToList();
        await Expect(own.Last).ToContainTextAsync(Shown(both[1].Amount));
        await Expect(visit.Page.Locator("tfoot")).ToContainTextAsync(Shown(statement.TotalAmount));
        await Expect(visit.Page.Locator("tfoot")).ToContainTextAsync(Shown(statement.TotalKwh));
        await Expect(visit.Page.Locator(".figures")).ToContainTextAsync($"{Shown(statement.TotalAmount)} EUR");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sums by VEN" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task a_ven_and_a_period_are_chosen_by_the_keyboard_and_stand_in_the_address()
    {
        await room.BookedAsync(Corrected);
        await using var visit = await room.VisitAsync("statements");
        await Expect(Lines(visit).First).ToBeVisibleAsync();

        await visit.TypeIntoAsync(visit.Page.GetByLabel("VEN", new() { Exact = true }), "ven-00002");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(Lines(visit).Filter(new() { HasNotText = "ven-00002" })).ToHaveCountAsync(0);
        await Expect(Lines(visit).First).ToContainTextAsync("ven-00002");
        visit.Page.Url.ShouldEndWith("statements?ven=ven-00002");

        await visit.Page.GotoAsync(new Uri(room.Url, "statements?to=2020-01-31").ToString());
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Nothing was booked in this period.");
        await visit.Page.GotoAsync(new Uri(room.Url, "statements?ven=a%2Fb").ToString());
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("venId");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_files_are_the_interfaces_own()
    {
        await room.BookedAsync(Corrected);
        await using var visit = await room.VisitAsync("statements?ven=ven-00003&to=2099-01-01");
        await Expect(Lines(visit).First).ToBeVisibleAsync();
        foreach (var (name, format) in new[] { ("CSV", "csv"), ("JSON", "json"), ("Parquet", "parquet") })
        {
            var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
                visit.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync()
            );
            download.SuggestedFilename.ShouldBe("statement." + format);
            using var file = new MemoryStream();
            await using var stream = await download.CreateReadStreamAsync();
            await stream.CopyToAsync(file, TestContext.Current.CancellationToken);
            if (format == "csv")
                Encoding
                    .UTF8.GetString(file.ToArray())
                    .ShouldBe(await room.Backend.GetStringAsync("api/statements?venId=ven-00003&currency=EUR&format=csv"));
            else
                file.Length.ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public async Task the_terms_are_shown_with_the_file_that_they_rest_on()
    {
        var terms = (await room.Backend.GetFromJsonAsync<TermsView>("api/terms"))!;
        await using var visit = await room.VisitAsync("statements");
        var shown = visit.Page.Locator("section:has(#terms)");

        await Expect(shown).ToContainTextAsync(terms.Sha256);
        await Expect(shown).ToContainTextAsync(terms.File);
        await Expect(shown.GetByRole(AriaRole.Row, new() { Name = "evening" })).ToContainTextAsync("hold now");
        await Expect(shown.GetByRole(AriaRole.Row, new() { Name = "evening" })).ToContainTextAsync("everybody who has no others");
        await Expect(shown.GetByRole(AriaRole.Row, new() { Name = "pools" })).ToContainTextAsync("0.305 EUR/kWh");
        await Expect(shown.GetByRole(AriaRole.Row, new() { Name = "last-year" })).ToContainTextAsync("over");
    }

    [Fact]
    public async Task of_a_long_one_the_first_lines_are_shown_and_the_totals_are_of_all()
    {
        await room.BookedAsync(new MadeUpResult(620));
        await using var visit = await room.VisitAsync("statements");

        await Expect(visit.Page.Locator(".warning")).ToContainTextAsync("The first 500 of ", new() { Timeout = 30_000 });
        await Expect(Lines(visit)).ToHaveCountAsync(500);
        var whole = await StatementAsync("");
        await Expect(visit.Page.Locator("tfoot")).ToContainTextAsync(Shown(whole.TotalAmount));
        whole.LinesOfAll.ShouldBeNull();
        var part = await StatementAsync("lines=2");
        (part.Lines.Count, part.ByVen.Count, part.LinesOfAll, part.TotalAmount).ShouldBe((2, 2, whole.Lines.Count, whole.TotalAmount));
    }

    [Fact]
    public async Task printed_it_has_its_lines_and_no_buttons()
    {
        await room.BookedAsync(Corrected);
        await using var visit = await room.VisitAsync("statements?ven=ven-00001");
        await Expect(Lines(visit).First).ToBeVisibleAsync();
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(visit.Page.Locator(".row.filters")).ToBeHiddenAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true })).ToBeHiddenAsync();
        await Expect(Lines(visit).First).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("tfoot")).ToBeVisibleAsync();
    }

    private static ILocator Lines(Visit visit) => visit.Page.Locator("table.statement tbody tr");

    private static string Shown(string text)
    {
        var value = decimal.Parse(text, CultureInfo.InvariantCulture);
        return value.ToString("N" + value.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private async Task<StatementView> StatementAsync(string query) =>
        (await room.Backend.GetFromJsonAsync<StatementView>($"api/statements?currency=EUR&{query}"))!;
}
