using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The fleet on a map.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class MapTests(ControlRoom room)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        await PlaceAsync("ven-1", new GeoLocation(52.5, 13.4));
        await PlaceAsync("ven-3", new GeoLocation(52.52, 13.45));
        await PlaceAsync("ven-4", new GeoLocation(0, 0));
        await using var visit = await room.VisitAsync("map?by=trouble", width, isDark: isDark);
        await Expect(visit.Page.Locator("canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync($"2 of {ControlRoom.Vens} VENs have a place");
        await Expect(visit.Page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(ControlRoom.Vens);
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task a_click_on_a_point_opens_its_ven()
    {
        await PlaceAsync("ven-1", new GeoLocation(52.5, 13.4));
        await PlaceAsync("ven-3", new GeoLocation(52.52, 13.45));
        await using var visit = await room.VisitAsync("map");
        var plot = visit.Page.Locator(".plot");
        await Expect(plot.Locator("canvas")).ToBeVisibleAsync();
        await DrawnAsync(visit, "window.echarts?.getInstanceByDom(document.querySelector('.plot'))?.getOption()?.series?.length > 0");
        var at = await visit.Page.EvaluateAsync<double[]>(
            "echarts.getInstanceByDom(document.querySelector('.plot')).convertToPixel({ seriesIndex: 0 }, [13.45, 52.52])"
        );
        await plot.ClickAsync(
            new()
            {
                Position = new Position { X = (float)at[0], Y = (float)at[1] },
            }
        );
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "vens/ven-3").ToString());
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_it_is_coloured_by_and_the_filter_are_in_the_address()
    {
        await room.EndAllAsync();
        await PlaceAsync("ven-1", new GeoLocation(52.5, 13.4));
        await using var visit = await room.VisitAsync("map");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "What it gives" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "map?by=gives").ToString());
        await Expect(visit.Page.GetByRole(AriaRole.Img))
            .ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("in no event"));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "offline" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "map?by=gives&status=offline").ToString());
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Of none of these VENs it is known where it is");
    }

    [Fact]
    public async Task vens_of_a_rectangle_are_chosen_and_planned_for()
    {
        await HaveThreeAsync();
        await using var visit = await room.VisitAsync("map");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw a rectangle" }).ClickAsync();
        // Around the two in the north, and not the one in the south.
        await DragAsync(visit, [(52.53, 13.39), (52.49, 13.46)]);
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("2 VENs are chosen.");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "map?by=state&chosen=ven-1,ven-3").ToString());
        await visit.ShouldBeWellMadeAsync();

        // A click on another takes it too, and does not open it.
        await ClickAsync(visit, 52.3, 13.42);
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("3 VENs are chosen.");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Plan an event for them" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Plan an event");
        foreach (var venId in new[] { "ven-1", "ven-3", "ven-4" })
            await Expect(visit.Page.GetByRole(AriaRole.List, new() { Name = "VENs that were chosen" })).ToContainTextAsync(venId);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task vens_within_a_lasso_are_chosen()
    {
        await HaveThreeAsync();
        await using var visit = await room.VisitAsync("map");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw around them" }).ClickAsync();
        await DragAsync(visit, [(52.31, 13.41), (52.31, 13.43), (52.29, 13.43), (52.29, 13.41), (52.31, 13.41)]);
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("1 VEN is chosen.");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "map?by=state&chosen=ven-4").ToString());
    }

    [Fact]
    public async Task the_same_is_chosen_by_keyboard()
    {
        await HaveThreeAsync();
        await using var visit = await room.VisitAsync("map");
        var page = visit.Page;
        await page.GetByText("By degrees").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose those between" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Four numbers are needed, each from lower to higher.");
        foreach (
            var (label, value) in new[]
            {
                ("From latitude", "52,4"),
                ("to latitude", "52.6"),
                ("From longitude", "13"),
                ("to longitude", "14"),
            }
        )
        {
            await page.GetByLabel(label, new() { Exact = true }).FocusAsync();
            await page.Keyboard.TypeAsync(value);
            await page.Keyboard.PressAsync("Tab");
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose those between" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToContainTextAsync("2 VENs are chosen.");
        await visit.ShouldBeWellMadeAsync();

        var box = page.GetByRole(AriaRole.Checkbox, new() { Name = "Choose " + await NameAsync("ven-1"), Exact = true });
        await Expect(box).ToBeCheckedAsync();
        await box.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page).ToHaveURLAsync(new Uri(room.Url, "map?by=state&chosen=ven-3").ToString());
        await page.ReloadAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("1 VEN is chosen.");
    }

    [Fact]
    public async Task countries_are_drawn_from_this_machine_alone()
    {
        await HaveThreeAsync();
        await using var visit = await room.VisitAsync("map");
        await DrawnAsync(
            visit,
            "window.echarts?.getInstanceByDom(document.querySelector('.plot'))?.getOption()?.series?.find(s => s.id === 'outlines')?.data?.length > 100"
        );
        visit.Requested.ShouldContain(url => url.EndsWith("/map/outlines-50m.json"));
        await visit.ShouldBeWellMadeAsync();
    }

    /// <summary>Two north of the third, and all others without a place.</summary>
    private async Task HaveThreeAsync()
    {
        await PlaceAsync("ven-1", new GeoLocation(52.5, 13.4));
        await PlaceAsync("ven-3", new GeoLocation(52.52, 13.45));
        await PlaceAsync("ven-4", new GeoLocation(52.3, 13.42));
    }

    private static async Task DragAsync(Visit visit, (double Lat, double Lon)[] way)
    {
        await Expect(visit.Page.Locator(".plot[data-draws]:not([data-draws=''])")).ToBeVisibleAsync();
        var mouse = visit.Page.Mouse;
        var from = await PixelAsync(visit, way[0]);
        await mouse.MoveAsync(from[0], from[1]);
        await mouse.DownAsync();
        foreach (var corner in way[1..])
        {
            var to = await PixelAsync(visit, corner);
            await mouse.MoveAsync(to[0], to[1], new() { Steps = 8 });
        }
        await mouse.UpAsync();
    }

    private static async Task ClickAsync(Visit visit, double lat, double lon)
    {
        var at = await PixelAsync(visit, (lat, lon));
        await visit.Page.Mouse.ClickAsync(at[0], at[1]);
    }

    /// <summary>Waits until the page's script can say so. The browser's own waiting would need what the page forbids: scripts out of texts.</summary>
    private static Task DrawnAsync(Visit visit, string condition) =>
        Eventually.HoldsAsync("the map is drawn", () => visit.Page.EvaluateAsync<bool>($"() => !!({condition})"), withinS: 20);

    /// <summary>Where a place is in the window.</summary>
    private static async Task<float[]> PixelAsync(Visit visit, (double Lat, double Lon) place)
    {
        await Expect(visit.Page.Locator(".plot canvas")).ToBeVisibleAsync();
        await visit.Page.Locator(".plot").ScrollIntoViewIfNeededAsync();
        await DrawnAsync(visit, "window.echarts?.getInstanceByDom(document.querySelector('.plot'))?.getOption()?.series?.length > 0");
        return await visit.Page.EvaluateAsync<float[]>(
            """
            at => {
              const plot = document.querySelector('.plot')
              const [x, y] = echarts.getInstanceByDom(plot).convertToPixel({ gridIndex: 0 }, at)
              const { left, top } = plot.getBoundingClientRect()
              return [left + x, top + y]
            }
            """,
            new[] { place.Lon, place.Lat }
        );
    }

    private async Task<string> NameAsync(string venId) => (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + venId))!.Name;

    private async Task PlaceAsync(string venId, GeoLocation at) =>
        (await room.Backend.PatchAsJsonAsync("api/vens/" + venId, new ChangeVenRequest(Location: at))).EnsureSuccessStatusCode();
}
