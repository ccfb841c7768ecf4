using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The fleet's table, and what may be done with many of its rows.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class VensTests(ControlRoom room)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        await using var visit = await room.VisitAsync("vens", width, isDark: isDark);
        await Expect(Rows(visit)).ToHaveCountAsync(ControlRoom.Vens);
        await visit.Page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await Expect(visit.Page.GetByText("1 selected")).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Disable …" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Disable 1 VEN?");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task filters_are_links_and_stay_in_the_address()
    {
        var ids = await IdsAsync();
        await using var visit = await room.VisitAsync("vens");
        await visit.Page.GetByLabel("Select all VENs of this filter").CheckAsync();
        await Expect(visit.Page.GetByText($"{ControlRoom.Vens} selected")).ToBeVisibleAsync();
        var counts = visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "VENs by state and trouble" });
        await counts.GetByRole(AriaRole.Link, new() { Name = "offline" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "vens?status=offline").ToString());
        await Expect(Rows(visit)).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByText($"{ControlRoom.Vens} selected")).ToHaveCountAsync(0);
        await counts.GetByRole(AriaRole.Link, new() { Name = "online" }).ClickAsync();
        await Expect(Rows(visit)).ToHaveCountAsync(ControlRoom.Vens);

        await visit.Page.GetByLabel("Search id or name").FillAsync(ids[3]);
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, $"vens?search={ids[3]}&status=online").ToString());
        await Expect(Rows(visit)).ToHaveCountAsync(1);
        await visit.Page.ReloadAsync();
        await Expect(Rows(visit)).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByLabel("Search id or name")).ToHaveValueAsync(ids[3]);
        await visit.Page.GetByLabel("Select all VENs of this filter").CheckAsync();
        await Expect(visit.Page.GetByText("1 selected")).ToBeVisibleAsync();
        await visit.Page.GetByLabel($"Select {ids[3]}", new() { Exact = true }).UncheckAsync();
        await Expect(visit.Page.GetByLabel("Select all VENs of this filter")).Not.ToBeCheckedAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Expect(Rows(visit)).ToHaveCountAsync(ControlRoom.Vens);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_column_orders_the_rows_and_the_address_says_so()
    {
        var ids = await IdsAsync();
        await using var visit = await room.VisitAsync("vens");
        var first = Rows(visit).First;
        await Expect(first).ToContainTextAsync(ids[0]);
        var head = visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "VEN", Exact = true });
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(first.GetByRole(AriaRole.Link).First).ToHaveTextAsync(ids[^1]);
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(room.Url, "vens?descending=true").ToString());

        await visit.Page.GotoAsync(new Uri(room.Url, "vens?sort=currentPowerKw&descending=true").ToString());
        await Expect(visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Use, kW" }))
            .ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(Rows(visit)).ToHaveCountAsync(ControlRoom.Vens);
    }

    [Fact]
    public async Task many_vens_are_labelled_at_once_and_each_outcome_is_shown()
    {
        var ids = await IdsAsync();
        await using var visit = await room.VisitAsync("vens");
        var page = visit.Page;
        await page.GetByLabel($"Select {ids[0]}", new() { Exact = true }).CheckAsync();
        await page.GetByLabel($"Select {ids[1]}", new() { Exact = true }).CheckAsync();
        var bulk = page.GetByRole(AriaRole.Region, new() { Name = "Change the selected VENs" });
        await bulk.GetByRole(AriaRole.Button, new() { Name = "Add to group" }).ClickAsync();
        await Expect(bulk).ToContainTextAsync("Name a group");
        await bulk.GetByLabel("Group").FillAsync("feeder-7");
        await bulk.GetByRole(AriaRole.Button, new() { Name = "Add to group" }).ClickAsync();
        await Expect(bulk).ToContainTextAsync("2 changed, 0 were so before, 0 not changed");
        (await GroupsAsync(ids[0])).ShouldContain("feeder-7");
        (await GroupsAsync(ids[2])).ShouldNotContain("feeder-7");
        await Expect(Rows(visit).First).ToContainTextAsync("feeder-7");

        await page.GetByLabel("Select all VENs of this filter").CheckAsync();
        await Expect(bulk).ToContainTextAsync($"{ControlRoom.Vens} selected");
        await bulk.GetByRole(AriaRole.Button, new() { Name = "Remove from group" }).ClickAsync();
        await Expect(bulk).ToContainTextAsync($"2 changed, {ControlRoom.Vens - 2} were so before, 0 not changed");
        await bulk.GetByText("Each VEN").ClickAsync();
        await Expect(bulk.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(ControlRoom.Vens);
        (await GroupsAsync(ids[0])).ShouldNotContain("feeder-7");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task disabling_asks_first_and_enabling_takes_it_back()
    {
        var ids = await IdsAsync();
        await using var visit = await room.VisitAsync("vens?search=" + ids[2]);
        await visit.Page.GetByLabel($"Select {ids[2]}", new() { Exact = true }).CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Disable …" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Disable 1", Exact = true }).ClickAsync();
        await Expect(Rows(visit).First).ToContainTextAsync("disabled");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Enable", Exact = true }).ClickAsync();
        await Expect(Rows(visit).First).ToContainTextAsync("online");
        (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + ids[2]))!.Status.ShouldBe("online");
    }

    [Fact]
    public async Task the_table_is_a_file_as_it_is_filtered_and_no_cell_of_it_computes()
    {
        var ids = await IdsAsync();
        var before = (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + ids[4]))!;
        await room.Backend.PatchAsJsonAsync("api/vens/" + ids[4], new ChangeVenRequest("=1+1,\"x\"", Groups: ["a", "b"]));
        using var answer = await room.Backend.GetAsync("export/vens.csv?search=" + ids[4]);
        await room.Backend.PatchAsJsonAsync("api/vens/" + ids[4], new ChangeVenRequest(before.Name, Groups: before.Groups));
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName!.ShouldContain("vens-");
        var lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");
        lines.Length.ShouldBe(3);
        lines[0].ShouldStartWith("id,name,groups,status,trouble,latitude");
        lines[1].ShouldStartWith($"{ids[4]},\"'=1+1,\"\"x\"\"\",a; b,online,,");
        lines[2].ShouldBeEmpty();

        var all = await room.Backend.GetStringAsync("export/vens.csv?sort=id&descending=true");
        all.Split("\r\n")[1..^1].Select(l => l.Split(',')[0]).ShouldBe(ids.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task a_filter_that_there_is_not_is_said_to_be_so()
    {
        using var answer = await room.Backend.GetAsync("export/vens.csv?status=asleep");
        ((int)answer.StatusCode).ShouldBe(400);
        await using var visit = await room.VisitAsync("vens?status=asleep");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Cannot be read now");
    }

    private static ILocator Rows(DrEvents.Testing.Browsing.Visit visit) => visit.Page.Locator("table.vens tbody tr:has(input)");

    private async Task<IReadOnlyList<string>> IdsAsync() =>
        [.. (await room.Backend.GetFromJsonAsync<VenTable>("api/vens/table"))!.Vens.Select(v => v.Id)];

    private async Task<IReadOnlyList<string>> GroupsAsync(string venId) =>
        (await room.Backend.GetFromJsonAsync<VenView>("api/vens/" + venId))!.Groups;
}
