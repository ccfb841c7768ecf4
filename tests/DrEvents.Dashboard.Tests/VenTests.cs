using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The page of one VEN.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class VenTests(ControlRoom room)
{
    private const string VenId = "ven-2";

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(2560, false)]
    [InlineData(2560, true)]
    public async Task is_well_made(int width, bool isDark)
    {
        await using var visit = await room.VisitAsync($"vens/{VenId}?hours=1", width, isDark: isDark);
        await Expect(visit.Page.Locator("canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Switch).First).ToBeVisibleAsync();
        await visit.Page.GetByText("more values that it reports").ClickAsync();
        await visit.ShouldBeWellMadeAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit …" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task a_loads_switch_reaches_the_ven_and_is_answered()
    {
        var load = (await LoadsAsync()).First(l => l.Enabled);
        await using var visit = await room.VisitAsync("vens/" + VenId);
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = load.Name ?? load.Id }).First;
        var toggle = row.GetByRole(AriaRole.Switch);
        await toggle.ClickAsync();
        await Expect(row).ToContainTextAsync($"{load.Id} off");
        await Expect(row).ToContainTextAsync("answered", new() { Timeout = 15_000 });
        await Expect(toggle).ToHaveAttributeAsync("aria-checked", "false", new() { Timeout = 15_000 });
        (await LoadsAsync()).Single(l => l.Id == load.Id).Enabled.ShouldBeFalse();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Commands and answers" })).ToContainTextAsync("setLoad");

        await toggle.ClickAsync();
        await Expect(toggle).ToHaveAttributeAsync("aria-checked", "true", new() { Timeout = 15_000 });
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_loads_priority_reaches_the_ven()
    {
        var load = (await LoadsAsync())[0];
        await using var visit = await room.VisitAsync("vens/" + VenId);
        var priority = visit.Page.GetByLabel("Priority of " + (load.Name ?? load.Id), new() { Exact = true });
        await priority.FillAsync("42");
        await priority.PressAsync("Tab");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { Has = priority });
        await Expect(row).ToContainTextAsync("priority 42");
        await Expect(row).ToContainTextAsync("answered", new() { Timeout = 15_000 });
        (await LoadsAsync()).Single(l => l.Id == load.Id).Priority.ShouldBe(42);
        await room.Backend.PatchAsJsonAsync($"api/vens/{VenId}/loads/{load.Id}", new ChangeLoadRequest(Priority: load.Priority));
    }

    [Fact]
    public async Task a_ping_is_asked_then_answered()
    {
        await using var visit = await room.VisitAsync("vens/" + VenId);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Ping" }).ClickAsync();
        var answers = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Commands and answers" }).First;
        await Expect(answers.GetByRole(AriaRole.Row).Filter(new() { HasText = "ping" }).First)
            .ToContainTextAsync("yes", new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task an_edit_with_wrong_values_says_so_beside_its_fields_and_saves_nothing()
    {
        await using var visit = await room.VisitAsync("vens/" + VenId);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Another name");
        await dialog.GetByLabel("Longest in an event, min").FillAsync("two");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.Locator("#edit-limits-maxMinutesPerEvent-wrong")).ToHaveTextAsync("is not a number");

        await dialog.GetByLabel("Longest in an event, min").FillAsync("");
        await dialog.GetByLabel("Latitude").FillAsync("95");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.Locator("#edit-location-lat-wrong")).ToContainTextAsync("90");
        await Expect(dialog.GetByLabel("Latitude")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.ShouldBeWellMadeAsync();
        (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + VenId))!.Name.ShouldNotBe("Another name");
    }

    [Fact]
    public async Task an_edit_is_saved_and_shown()
    {
        var before = (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + VenId))!;
        await using var visit = await room.VisitAsync("vens/" + VenId);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("House at the corner");
        await dialog.GetByLabel("Address").FillAsync("Corner 1");
        await dialog.GetByLabel("Latitude").FillAsync("52,51");
        await dialog.GetByLabel("Longitude").FillAsync("13.4");
        await dialog.GetByLabel("Groups, one a line").FillAsync("north\nfeeder 3, left");
        await dialog.GetByLabel("Most an event asks, kW").FillAsync("2.5");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("House at the corner");
        var main = visit.Page.Locator("main");
        await Expect(main).ToContainTextAsync("Corner 1");
        await Expect(main).ToContainTextAsync("52.51000° N, 13.40000° E");
        await Expect(main).ToContainTextAsync("Most an event asks");

        var after = (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + VenId))!;
        after.Groups.ShouldBe(["north", "feeder 3, left"]);
        after.Limits.ShouldBe(new HomeLimits(MaxKw: 2.5));
        var back = new ChangeVenRequest(before.Name, before.Location, null, before.Groups, before.Address ?? "", new HomeLimits());
        await room.Backend.PatchAsJsonAsync("api/vens/" + VenId, back);
    }

    [Fact]
    public async Task a_ven_that_there_is_not_is_said_to_be_so()
    {
        await using var visit = await room.VisitAsync("vens/nobody");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no such VEN");
        await visit.ShouldBeWellMadeAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "To all VENs" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("VENs");
    }

    private async Task<LoadView[]> LoadsAsync() => (await room.Backend.GetFromJsonAsync<LoadView[]>($"api/vens/{VenId}/loads"))!;
}
