using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The page of one VEN.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class VenTests(ControlRoom room)
{
    private const string VenId = "ven-2";

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        await using var visit = await room.VisitAsync($"vens/{VenId}?hours=1", width, isDark: isDark);
        await Expect(visit.Page.Locator("canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Switch).First).ToBeVisibleAsync();
        await visit.Page.GetByText("more values that it reports").ClickAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit …" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task its_statement_is_a_link_away_and_says_why_there_is_none()
    {
        await using var visit = await room.VisitAsync("vens/" + VenId);
        await visit.PressOnAsync(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Statements" }).Last);

        await Expect(visit.Page.GetByLabel("VEN", new() { Exact = true })).ToHaveValueAsync(VenId);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is booked: Settlement:TermsFile is not set");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("There are no terms, so that nothing is booked.");
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task how_well_its_meter_is_known_is_shown_day_by_day()
    {
        await using var visit = await room.VisitAsync("vens/" + VenId);
        var days = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Quality of readings by day" }).Locator("tbody tr");

        await Expect(days).ToHaveCountAsync(7);
        var quality = (await room.Backend.GetFromJsonAsync<VenQualityView>($"api/vens/{VenId}/quality"))!;
        await Expect(days.Last)
            .ToContainTextAsync(quality.Days[^1].Counts.Missing.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "quality of readings" }))
            .ToHaveAttributeAsync("href", $"export/vens/{VenId}/quality.csv");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task odd_readings_are_accepted_with_a_reason_and_stay_flagged(int width, bool isDark)
    {
        var venId = FormattableString.Invariant($"odd-{width}{(isDark ? "-dark" : "")}");
        try
        {
            await OddReadingAsync(venId);
            await using var visit = await room.VisitAsync("vens/" + venId, width, isDark: isDark);
            var quality = visit.Page.Locator("section:has(#quality)");
            await quality.GetByRole(AriaRole.Button, new() { NameRegex = new("^Accept odd readings of ") }).ClickAsync();
            var dialog = visit.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
            await Expect(dialog).ToContainTextAsync("is missing");
            await visit.ShouldBeWellMadeAsync();

            await dialog.GetByLabel("Why they are right").FillAsync("seen on site");
            await dialog.GetByLabel("Who looked at them").FillAsync("M. Weber");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();

            await Expect(dialog).ToBeHiddenAsync();
            await Expect(quality).ToContainTextAsync("seen on site");
            await Expect(quality).ToContainTextAsync("by M. Weber");
            await Expect(quality.Locator("tbody")).ToContainTextAsync("two values of one time");
            if (Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS") is { } folder)
                await quality.ScreenshotAsync(new() { Path = Path.Combine(folder, $"room-quality-{venId}.png") });
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
            await Expect(quality).ToContainTextAsync("Von Menschen anerkannt");
            await visit.ShouldBeWellMadeAsync();
        }
        finally
        {
            (await room.Backend.DeleteAsync("api/vens/" + venId)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>A VEN of its own that says two things of one time, in five minutes that are over: those that run are not counted yet.</summary>
    private async Task OddReadingAsync(string venId)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeMilliseconds();
        foreach (var (kw, number) in new[] { (2, 1), (3, 2) })
            await room.PublishAsync(
                $"ven/telemetry/{venId}",
                System.Text.Encoding.UTF8.GetBytes($$"""{"timestamp":{{at}},"usedPowerKw":{{kw}},"message_num":{{number}}}""")
            );
        await Eventually.HoldsAsync(
            "it is flagged",
            async () =>
                await room.Backend.GetAsync($"api/vens/{venId}/quality") is { IsSuccessStatusCode: true } answer
                && (await answer.Content.ReadFromJsonAsync<VenQualityView>())!.Totals.Flags.Any(f => f.Flag == "contradicted"),
            withinS: 30
        );
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

    [Fact]
    public async Task a_ven_that_comes_while_its_page_is_open_is_shown()
    {
        await using var _ = new Afterwards(() => room.Backend.DeleteAsync("api/vens/ven-to-come"));
        await using var visit = await room.VisitAsync("vens/ven-to-come");
        var heading = visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Expect(heading).ToHaveTextAsync("There is no such VEN");

        var asked = new RegisterVenRequest("A late home", new GeoLocation(52.5, 13.4), RegistrationId: "ven-to-come");
        (await room.Backend.PostAsJsonAsync("api/vens", asked)).EnsureSuccessStatusCode();

        await Expect(heading).ToHaveTextAsync("A late home");
    }

    private async Task<LoadView[]> LoadsAsync() => (await room.Backend.GetFromJsonAsync<LoadView[]>($"api/vens/{VenId}/loads"))!;
}
