using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Running the system.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class SystemTests(ControlRoom room)
{
    public static TheoryData<string, int, bool> EveryPart =>
        new(
            from part in new[] { "", "letters", "webhooks", "models", "archive", "settings" }
            from look in new[] { (Width: 390, IsDark: false), (Width: 1400, IsDark: true), (Width: 2560, IsDark: false) }
            select (part, look.Width, look.IsDark)
        );

    [Theory]
    [MemberData(nameof(EveryPart))]
    public async Task every_part_is_well_made(string part, int width, bool isDark)
    {
        await using var visit = await room.VisitAsync($"system/{part}".TrimEnd('/'), width, isDark: isDark);
        await Expect(visit.Page.GetByText("As of").First).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task health_names_every_part_that_the_backend_checks()
    {
        var health = (await room.Backend.GetFromJsonAsync<HealthView>("health/ready"))!;
        await using var visit = await room.VisitAsync("system");
        await Expect(visit.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(health.Checks.Count + 1);
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Database" })).ToContainTextAsync("well");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Broker" })).ToContainTextAsync("well");
        await Expect(visit.Page.Locator(".figures")).ToContainTextAsync("Runs for");
        await Expect(visit.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Commands" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task a_dead_letter_is_shown_with_its_bytes_read_again_and_gone()
    {
        // One of a VEN that was removed cannot be read; when the VEN is back, it can.
        const string ven = "letter-ven";
        await using var _ = new Afterwards(() => room.Backend.DeleteAsync($"api/vens/{ven}"));
        await RegisterAsync(ven);
        await room.Backend.DeleteAsync($"api/vens/{ven}");
        var letter = await PublishAsync($"ven/telemetry/{ven}", """{"timestamp":1760781600,"usedPowerKw":3}"""u8.ToArray());
        await using var visit = await room.VisitAsync("system/letters");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = $"Show letter {letter.Id}", Exact = true }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex($"letter={letter.Id}$"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "As text" })).ToContainTextAsync("\"usedPowerKw\":3");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Bytes" })).ToContainTextAsync("000000  7b 22 74 69 6d 65 73 74");
        await visit.ShouldBeWellMadeAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it again" }).ClickAsync();
        await Expect(page.GetByText($"Letter {letter.Id}: ")).ToContainTextAsync("removed");

        await RegisterAsync(ven);
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it again" }).ClickAsync();
        await Expect(page.GetByText($"Letter {letter.Id} was read and stored.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Show letter {letter.Id}", Exact = true })).ToHaveCountAsync(0);
        (await room.Backend.GetAsync($"api/dead-letters/{letter.Id}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_dead_letter_that_is_no_text_is_deleted_only_after_it_was_said_what_is_lost()
    {
        var letter = await PublishAsync("ven/telemetry/bytes-ven", [0xff, 0x00, 0x41]);
        await using var visit = await room.VisitAsync($"system/letters?letter={letter.Id}");
        var page = visit.Page;
        await Expect(page.GetByText("It is no text")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Bytes" })).ToContainTextAsync("ff 00 41");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var asked = page.GetByRole(AriaRole.Dialog);
        await Expect(asked).ToContainTextAsync("Its 3 bytes from ven/telemetry/bytes-ven are gone for good");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        (await room.Backend.GetAsync($"api/dead-letters/{letter.Id}")).IsSuccessStatusCode.ShouldBeTrue();

        await Expect(asked).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText($"Letter {letter.Id} was deleted.")).ToBeVisibleAsync();
        (await room.Backend.GetAsync($"api/dead-letters/{letter.Id}")).IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task a_read_model_is_made_anew_and_its_progress_is_seen()
    {
        await using var visit = await room.VisitAsync("system/models");
        var page = visit.Page;
        var row = page.GetByRole(AriaRole.Row)
            .Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "live", Exact = true }) });
        await row.GetByRole(AriaRole.Button, new() { Name = "Make anew: live" }).ClickAsync();
        var asked = page.GetByRole(AriaRole.Dialog);
        await Expect(asked).ToContainTextAsync("what is in use stays as it is until it is done");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Make anew" }).ClickAsync();

        await Expect(row).ToContainTextAsync("being made");
        await Expect(row.GetByRole(AriaRole.Progressbar, new() { Name = "Progress of live" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(row).ToContainTextAsync("in use", new() { Timeout = 60_000 });
        await Expect(row).ToContainTextAsync(new Regex("[0-9] events"));
        (await room.Backend.GetFromJsonAsync<List<RebuildView>>("api/rebuilds"))!.Single(r => r.Name == "live").DoneAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task settings_are_found_and_show_no_secret()
    {
        await using var visit = await room.VisitAsync("system/settings");
        var page = visit.Page;
        var row = page.GetByRole(AriaRole.Row);
        await Expect(row.Filter(new() { HasText = "ConnectionStrings:Postgres" })).ToContainTextAsync("set, and secret");
        await Expect(row.Filter(new() { HasText = "Dashboard:SiteTimeZone" })).ToContainTextAsync("Europe/Berlin");
        await Expect(row.Filter(new() { HasText = "Mqtt:ReceiveMaximum" })).ToContainTextAsync("default");
        (await page.ContentAsync()).ShouldNotContain("Username=");

        await page.GetByLabel("Find a setting").FillAsync("baselinemin");
        await Expect(row).ToHaveCountAsync(2);
        await Expect(page).ToHaveURLAsync(new Regex(@"\?find=baselinemin"));
        await page.GetByLabel("Find a setting").FillAsync("");
        await Expect(page).Not.ToHaveURLAsync(new Regex("find="));
        await page.GetByLabel("only those that were set").ClickAsync();
        await Expect(row.Filter(new() { HasText = "Mqtt:ReceiveMaximum" })).ToHaveCountAsync(0);
    }

    private async Task RegisterAsync(string ven)
    {
        var asked = new
        {
            name = ven,
            location = new { lat = 0, lon = 0 },
            registrationId = ven,
        };
        using var answer = await room.Backend.PostAsJsonAsync("api/vens", asked);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends it to the broker, and waits until it is a dead letter.</summary>
    private async Task<DeadLetterView> PublishAsync(string topic, byte[] payload)
    {
        await room.PublishAsync(topic, payload);
        DeadLetterView? found = null;
        await Eventually.HoldsAsync(
            "it is a dead letter",
            async () =>
                (
                    found = (await room.Backend.GetFromJsonAsync<DeadLetterPage>("api/dead-letters"))!.Letters.FirstOrDefault(l =>
                        l.Topic == topic
                    )
                )
                    is not null
        );
        return found!;
    }
}
