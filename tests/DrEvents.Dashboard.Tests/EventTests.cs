using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The page of an event: while it runs, what an operator does to it, and its record.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed partial class EventTests(ControlRoom room)
{
    private const double RequestedKw = 5;

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var running = (await room.Backend.GetFromJsonAsync<EventView[]>("api/events?status=active"))!;
        var id = running.Length == 1 && (await MetricsAsync(running[0].Id)).VensResponding > 0 ? running[0].Id : await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}", width, isDark: isDark);
        await Expect(Rows(visit)).Not.ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#course canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#why canvas")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        // A phone shows what is measured before anything is scrolled.
        (await Figure(visit, "Measured").BoundingBoxAsync())!.Y.ShouldBeLessThan(844);
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change …" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        // It runs on: the next look finds it, and whoever needs the VENs ends it.
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task figures_are_the_backends_and_move_with_them()
    {
        var id = await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}");

        await Eventually.HoldsAsync(
            "what is measured is what the backend says, a moment apart",
            async () =>
            {
                var metrics = await MetricsAsync(id);
                var shown = Number(await Figure(visit, "Measured").InnerTextAsync());
                return Math.Abs(shown - metrics.CurrentReductionKw) < 0.3 && Math.Abs(metrics.CurrentReductionKw) > 0.5;
            },
            withinS: 30
        );
        var said = await MetricsAsync(id);
        await Expect(Figure(visit, "Measured")).ToContainTextAsync("±");
        await Expect(Figure(visit, "VENs"))
            .ToContainTextAsync(
                string.Create(CultureInfo.InvariantCulture, $"{said.VensResponding} / {said.VensDispatched} / {said.VensTargeted}")
            );
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("5.0 kW");
        await Expect(visit.Page.Locator(".figure .note").Filter(new() { HasText = "baselines:" })).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator(".countdown")).ToContainTextAsync("left");

        // Another operator asks for less, somewhere else.
        (
            await room.Backend.PatchAsJsonAsync($"api/events/{id}", new ChangeEventRequest(RequestedReductionKw: 4))
        ).EnsureSuccessStatusCode();
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("4.0 kW");
        visit.Complaints.ShouldBeEmpty();
        await EndAsync(id);
    }

    [Fact]
    public async Task vens_are_found_by_filters_that_have_a_link_and_open_their_commands()
    {
        var id = await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}");
        await Expect(Rows(visit)).Not.ToHaveCountAsync(0);
        var venId = await Rows(visit).First.Locator("button.link").InnerTextAsync();

        await visit.Page.GetByLabel("Search id or name").FillAsync(venId);
        await Expect(visit.Page).ToHaveURLAsync(new Regex($"search={Regex.Escape(venId)}"));
        await Expect(visit.Page.Locator("#vens .shown")).ToContainTextAsync(new Regex("^1 of "));
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("#vens .shown")).ToContainTextAsync(new Regex("^1 of "));
        await Expect(visit.Page.GetByLabel("Search id or name")).ToHaveValueAsync(venId);

        await Rows(visit).First.Locator("button.link").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("shedPanel");
        await Expect(dialog).ToContainTextAsync("acknowledged");
        await Expect(visit.Page).ToHaveURLAsync(new Regex($"ven={Regex.Escape(venId)}"));
        await visit.ShouldBeWellMadeAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("[?&]ven="));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await visit.Page.Locator("#ven-status").SelectOptionAsync("shedding");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("status=shedding"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Asked kW" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("sort=requestedKw"));
        await Expect(visit.Page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Asked");
        await EndAsync(id);
    }

    [Fact]
    public async Task vens_of_a_group_are_chosen_among_the_groups_that_there_are()
    {
        var id = await RunningAsync();
        var venId = (await room.Backend.GetFromJsonAsync<EventVenTable>($"api/events/{id}/vens"))!.Vens[0].VenId;
        await using var _ = new Afterwards(() => GroupAsync(venId, new GroupsChange(Remove: ["feeder 9"])));
        await GroupAsync(venId, new GroupsChange(Add: ["feeder 9"]));
        await Eventually.HoldsAsync(
            "the group is known",
            async () => (await room.Backend.GetFromJsonAsync<EventVenTable>($"api/events/{id}/vens?group=feeder 9"))!.Total == 1
        );
        await using var visit = await room.VisitAsync($"events/{id}");
        await Expect(Rows(visit)).Not.ToHaveCountAsync(0);

        await visit.Page.Locator("#ven-group").SelectOptionAsync("feeder 9");

        await Expect(visit.Page).ToHaveURLAsync(new Regex("group=feeder(%20|\\+)9"));
        await Expect(visit.Page.Locator("#vens .shown")).ToContainTextAsync(new Regex("^1 of "));
        await Expect(Rows(visit).First).ToContainTextAsync(venId);
        visit.Complaints.ShouldBeEmpty();
        await EndAsync(id);
    }

    [Fact]
    public async Task a_cancellation_is_shown_with_numbers_first_and_calls_the_event_off()
    {
        var id = await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync($"Calls {id} off");
        await Expect(dialog).ToContainTextAsync(new Regex(@"\d+ VENs restore now: \d+\.\d kW"));
        (await StatusAsync(id)).ShouldBe("active", "it was only looked at");
        await dialog.GetByLabel("Why (stored with it, may be empty)").FillAsync("called by mistake");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^Cancel it: \d+ VENs are told$") }).ClickAsync();

        await Expect(visit.Page.Locator(".event-head .pill").First).ToHaveTextAsync("cancelled");
        await Expect(visit.Page.Locator(".done")).ToContainTextAsync($"{id} is called off");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("called by mistake");
        (await StatusAsync(id)).ShouldBe("cancelled");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_stop_is_shown_with_numbers_first_acts_once_and_leaves_a_record()
    {
        var id = await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}");
        await Expect(visit.Page.Locator("#why canvas")).ToBeVisibleAsync(new() { Timeout = 40_000 });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync(new Regex(@"\d+ VENs restore now: \d+\.\d kW"));
        await Expect(dialog).ToContainTextAsync("come back");
        await dialog.GetByLabel("Why (stored with it, may be empty)").FillAsync("the test says so");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop it" }).DblClickAsync();

        await Expect(visit.Page.Locator(".event-head .pill").First).ToHaveTextAsync("completed");
        await Expect(visit.Page.Locator(".done")).ToContainTextAsync("is stopping");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("the test says so");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop …" })).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#stored tbody tr").Filter(new() { HasText = "EventStopped" })).ToHaveCountAsync(1);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Replay from the stored events" }).ClickAsync();
        await Expect(visit.Page.Locator("#proof .pill")).ToHaveTextAsync("identical", new() { Timeout = 20_000 });
        await Expect(Figure(visit, "Measured, mean")).Not.ToContainTextAsync("–");
        await visit.ShouldBeWellMadeAsync();

        // Whoever loads it again finds the same.
        await using var later = await room.VisitAsync($"events/{id}");
        await Expect(later.Page.Locator("main")).ToContainTextAsync("the test says so");
        await Expect(later.Page.Locator("#course canvas")).ToBeVisibleAsync();
        var detail = (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!;
        Number(await Figure(later, "Measured, mean").InnerTextAsync()).ShouldBe(detail.ActualReductionKw!.Value, 0.06);
    }

    [Fact]
    public async Task what_a_change_may_not_be_is_said_beside_its_field_and_what_it_may_be_is_done()
    {
        var id = await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);

        await dialog.GetByLabel("Request, kW").FillAsync("-3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "See what it would do" }).ClickAsync();
        await Expect(dialog.Locator("#a-kw-wrong")).Not.ToBeEmptyAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Change it" })).ToHaveCountAsync(0);

        await dialog.GetByLabel("Request, kW").FillAsync("3");
        await Expect(dialog.Locator("#a-kw-wrong")).ToBeEmptyAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "See what it would do" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("VENs would be asked for");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();

        await Expect(Figure(visit, "Requested")).ToContainTextAsync("3.0 kW");
        (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.RequestedReductionKw.ShouldBe(3);
        visit.Complaints.ShouldBeEmpty();
        await EndAsync(id);
    }

    [Fact]
    public async Task an_emergency_gives_all_back_at_once()
    {
        var id = await RunningAsync();
        await using var visit = await room.VisitAsync($"events/{id}");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Emergency restore …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("come back at once");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Restore at once" }).ClickAsync();

        await Expect(visit.Page.Locator(".event-head .pill").First).ToHaveTextAsync("completed");
        await Eventually.HoldsAsync(
            "all VENs have restored",
            async () => (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Vens.All(v => v.Status is not "shedding"),
            withinS: 20
        );
    }

    [Theory]
    [InlineData("evt-00000000")]
    [InlineData("nonsense")]
    public async Task an_event_that_is_not_there_is_said_to_be_not_there(string id)
    {
        await using var visit = await room.VisitAsync($"events/{id}");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"There is no event {id}");
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task the_table_as_filtered_is_a_file_in_which_nothing_computes()
    {
        var id = await RunningAsync();
        var ven = (await room.Backend.GetFromJsonAsync<EventVenTable>($"api/events/{id}/vens"))!.Vens[0];
        (await room.Backend.PatchAsJsonAsync($"api/vens/{ven.VenId}", new ChangeVenRequest("=1+1,\"x\""))).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(
            "the new name is in the file",
            async () => (await room.Backend.GetStringAsync($"export/events/{id}/vens.csv?search={ven.VenId}")).Contains("1+1"),
            withinS: 10
        );
        var file = await room.Backend.GetStringAsync($"export/events/{id}/vens.csv?search={ven.VenId}");

        var lines = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("venId,name,groups,status");
        lines[1].ShouldStartWith($"{ven.VenId},\"'=1+1,\"\"x\"\"\",");
        (await room.Backend.GetStringAsync($"export/events/{id}/vens.csv?status=refused")).Split("\r\n").Length.ShouldBe(2);
        (await room.Backend.GetAsync($"export/events/{id}/vens.csv?status=asleep")).StatusCode.ShouldBe(
            System.Net.HttpStatusCode.BadRequest
        );
        (await room.Backend.PatchAsJsonAsync($"api/vens/{ven.VenId}", new ChangeVenRequest(ven.VenName))).EnsureSuccessStatusCode();
        await EndAsync(id);
    }

    /// <summary>An event that runs, and whose VENs have answered.</summary>
    private async Task<string> RunningAsync()
    {
        // What a test that failed left running holds the VENs.
        await room.EndAllAsync();
        var begun = await room.BeginAsync(RequestedKw, TimeSpan.FromMinutes(20));
        await Eventually.HoldsAsync("VENs shed for it", async () => (await MetricsAsync(begun.Id)).VensResponding > 0, withinS: 30);
        return begun.Id;
    }

    private Task EndAsync(string id) => room.EndAsync(id);

    private async Task GroupAsync(string venId, GroupsChange change) =>
        (await room.Backend.PatchAsJsonAsync("api/vens", new ChangeVensRequest([venId], change))).EnsureSuccessStatusCode();

    private async Task<string> StatusAsync(string id) => (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Status;

    private async Task<EventMetricsView> MetricsAsync(string id) =>
        (await room.Backend.GetFromJsonAsync<EventMetricsView>($"api/events/{id}/metrics"))!;

    private static ILocator Rows(Visit visit) => visit.Page.Locator("#vens tbody tr:has(button.link)");

    private static ILocator Figure(Visit visit, string name) =>
        visit.Page.Locator(".figure").Filter(new() { Has = visit.Page.GetByText(name, new() { Exact = true }) }).Locator("dd").First;

    private static double Number(string shown) =>
        FirstNumber().Match(shown) is { Success: true } match ? double.Parse(match.Value, CultureInfo.InvariantCulture) : double.NaN;

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex FirstNumber();
}
