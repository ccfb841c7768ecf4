using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Pages on paper.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class PrintTests(ControlRoom room)
{
    private const string TextColour = "getComputedStyle(document.body).color";
    private const string Dark = "rgb(23, 32, 43)";
    private const int RowPx = 41;

    [Fact]
    public async Task a_record_is_dark_on_light_and_says_which_ven_is_which()
    {
        await room.EndAllAsync();
        var id = (await room.BeginAsync(5, TimeSpan.FromMinutes(20))).Id;
        await using var _ = new Afterwards(room.EndAllAsync);
        await using var visit = await room.VisitAsync($"events/{id}", isDark: true);
        var page = visit.Page;
        await Expect(page.Locator("#vens tbody button.link").First).ToBeVisibleAsync();
        await Expect(page.Locator("#course canvas")).ToBeVisibleAsync();
        (await page.EvaluateAsync<string>(TextColour)).ShouldNotBe(Dark, "on the screen it is the theme's");

        await PrintAsync(page);

        (await page.EvaluateAsync<string>(TextColour)).ShouldBe(Dark);
        await Expect(page.Locator("#vens tbody button.link").First).ToBeVisibleAsync();
        await Expect(page.Locator("#vens thead button").First).ToBeVisibleAsync();
        await Expect(page.Locator("#vens .printed")).ToBeVisibleAsync();
        await Expect(page.GetByText("Stop …", new() { Exact = true })).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
        await visit.ShouldBeWellMadeAsync();

        // By the viewer's own choice and not the machine's too.
        await page.EmulateMediaAsync(new() { Media = Media.Screen, ColorScheme = ColorScheme.Light });
        await Expect(page.Locator("#vens .printed")).ToBeHiddenAsync();
        await page.Locator("[data-theme-switch]").ClickAsync();
        (await page.EvaluateAsync<string>(TextColour)).ShouldNotBe(Dark);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.EvaluateAsync<string>(TextColour)).ShouldBe(Dark);
    }

    [Fact]
    public async Task a_long_table_takes_the_room_of_the_rows_that_are_printed()
    {
        string[] ids = [.. Enumerable.Range(1, 60).Select(n => string.Create(CultureInfo.InvariantCulture, $"paper-{n:00}"))];
        await using var _ = new Afterwards(async () =>
        {
            foreach (var id in ids)
                await room.Backend.DeleteAsync($"api/vens/{id}");
        });
        foreach (var id in ids)
        {
            using var made = await room.Backend.PostAsJsonAsync("api/vens", new RegisterVenRequest(id, RegistrationId: id));
            made.EnsureSuccessStatusCode();
        }
        await using var visit = await room.VisitAsync("vens");
        var rows = visit.Page.Locator("table.vens tbody tr:has(a)");
        await Expect(visit.Page.Locator(".shown [role=status]")).ToContainTextAsync($"{ControlRoom.Vens + ids.Length}");
        await Expect(rows.First).ToBeVisibleAsync();

        (await visit.Page.Locator(".scroll.tall").BoundingBoxAsync())!.Height.ShouldBeGreaterThan(500, "most of the window is the table's");

        await PrintAsync(visit.Page);

        (await rows.CountAsync()).ShouldBeLessThan(ControlRoom.Vens + ids.Length, "they are not all on the screen");
        // Rows may still come while the paper is laid out: they are counted in the same moment in which their room is measured.
        await Eventually.HoldsAsync(
            "the table is as high as its rows",
            async () =>
            {
                var seen = await visit.Page.Locator(".scroll.tall").EvaluateAsync<double[]>(RowsAndHeight);
                return seen[1] < (seen[0] + 4) * RowPx * 1.5;
            },
            withinS: 15
        );
        await Expect(visit.Page.Locator(".printed"))
            .ToHaveTextAsync("Printed are the rows that were on the screen; the CSV file has all of them.");
    }

    private const string RowsAndHeight =
        "e => [[...e.querySelectorAll('tbody tr')].filter(r => r.querySelector('a')).length, e.scrollHeight]";

    private static Task PrintAsync(IPage page) => page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
}
