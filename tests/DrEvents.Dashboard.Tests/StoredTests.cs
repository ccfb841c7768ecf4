using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Stored events on the pages of an event and of a VEN, and as files.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class StoredTests(ControlRoom room)
{
    [Fact]
    public async Task an_event_that_is_long_over_shows_all_that_was_stored_of_it_page_by_page()
    {
        var id = await EndedAsync();
        var all = await AllAsync($"api/events/{id}/stored");
        await using var visit = await room.VisitAsync($"events/{id}");
        var rows = visit.Page.Locator("#stored tbody tr");
        await Expect(rows.First).ToBeVisibleAsync();
        var shown = new List<long>();
        for (var page = 0; page < 20; page++)
        {
            shown.AddRange(await SequencesAsync(rows));
            var older = visit.Page.Locator("#stored").GetByRole(AriaRole.Link, new() { Name = "Older ones" });
            if (await older.CountAsync() == 0)
                break;
            await older.ClickAsync();
            await Expect(visit.Page).ToHaveURLAsync(new Regex("stored=\\d+"));
            var newest = shown[^1];
            await Eventually.HoldsAsync(
                "older ones are shown",
                async () => await SequencesAsync(rows) is [var first, ..] && first < newest
            );
        }

        shown.Distinct().Count().ShouldBe(shown.Count, "nothing is shown twice");
        shown.Min().ShouldBe(all[^1].Sequence, "the first that was stored of it is its asking");
        await Expect(rows.Filter(new() { HasText = "EventScheduled" })).ToHaveCountAsync(1);
        await Expect(rows.Filter(new() { HasText = "EventScheduled" })).ToContainTextAsync("asked for from");
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task a_ven_shows_what_is_stored_of_it_and_what_comes_to_it_meanwhile()
    {
        await EndedAsync();
        await using var visit = await room.VisitAsync("vens/ven-2");
        var rows = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Stored events" }).Locator("tbody tr");
        await Expect(rows.Filter(new() { HasText = "AckReceived" }).First).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Ping" }).ClickAsync();
        await Expect(rows.Filter(new() { HasText = "yes to ping" }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task every_table_is_a_file_with_a_head_and_its_rows()
    {
        var id = await EndedAsync();
        string[] withRows =
        [
            $"events/{id}/stored",
            $"events/{id}/commands",
            $"events/{id}/why",
            $"events/{id}/course",
            "vens/ven-2/loads",
            "vens/ven-2/history",
            "vens/ven-2/quality",
            "vens/ven-2/answers",
            "vens/ven-2/shadow",
            "vens/ven-2/stored",
            "system/health",
            "system/settings",
            "system/read-models",
        ];
        foreach (var name in withRows)
            (await LinesAsync($"export/{name}.csv")).Count.ShouldBeGreaterThan(1, name);
        foreach (var name in new[] { $"events/{id}/adjustments", "system/nodes", "system/dead-letters" })
            (await LinesAsync($"export/{name}.csv"))[0].ShouldContain(",", customMessage: name);

        var plan = await LinesAsync("export/plan.csv?start=now&minutes=30&kw=3");
        plan.Count.ShouldBe(1 + ControlRoom.Vens);
        plan[0].ShouldStartWith("venId,name,shareKw,reason");
        var all = await AllAsync($"api/events/{id}/stored");
        (await LinesAsync($"export/events/{id}/stored.csv"))[^1].ShouldStartWith($"{all[^1].Sequence},");
        (await room.Backend.GetAsync("export/events/evt-00000000/stored.csv")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await room.Backend.GetAsync("export/vens/nobody/loads.csv")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await room.Backend.GetAsync("export/vens/ven-2/history.csv?granularity=2m")).StatusCode.ShouldBe(
            System.Net.HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task what_a_spreadsheet_would_compute_with_is_text_in_these_files_too()
    {
        const string venId = "formula-ven";
        (await room.Backend.PostAsJsonAsync("api/vens", new RegisterVenRequest("=1+1", RegistrationId: venId))).EnsureSuccessStatusCode();

        try
        {
            await Eventually.HoldsAsync(
                "it is listed, as text",
                async () =>
                    (await room.Backend.GetStringAsync("export/plan.csv?start=now&minutes=30&kw=3")).Contains(
                        $"{venId},\"'=1+1\",",
                        StringComparison.Ordinal
                    ),
                withinS: 20
            );
        }
        finally
        {
            (await room.Backend.DeleteAsync($"api/vens/{venId}")).EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task what_is_desired_of_a_ven_is_asked_first_and_then_done()
    {
        await using var visit = await room.VisitAsync("vens/ven-4");
        var page = visit.Page;
        await page.GetByText("Desire something else").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Desire …" }).ClickAsync();
        await Expect(page.Locator("#desire-wrong")).ToHaveTextAsync("A number is needed.");
        await page.Locator("#desire-value").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Desire …" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("report interval, s: 2 is to be desired.");
        await visit.ShouldBeWellMadeAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Store it" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Stored. What the VEN reports follows.");
        await Eventually.HoldsAsync(
            "the VEN reports so",
            async () => (int?)(await ShadowAsync())["state"]!["reported"]!["report_interval_seconds"] == 2,
            withinS: 30
        );

        await page.GetByRole(AriaRole.Button, new() { Name = "report_interval_seconds" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Store it" }).ClickAsync();
        await Eventually.HoldsAsync(
            "nothing is desired",
            async () => (await ShadowAsync())["state"]!["desired"]?["report_interval_seconds"] is null,
            withinS: 20
        );
        visit.Complaints.ShouldBeEmpty();
        await room.Backend.PostAsJsonAsync("api/vens/ven-4/commands", new SendCommandRequest("set", ReportIntervalSeconds: 1));
    }

    private async Task<JsonNode> ShadowAsync() => JsonNode.Parse(await room.Backend.GetStringAsync("api/vens/ven-4/shadow"))!;

    /// <summary>An event that ran and is over.</summary>
    private async Task<string> EndedAsync()
    {
        await room.EndAllAsync();
        var begun = await room.BeginAsync(3, TimeSpan.FromMinutes(20));
        await Eventually.HoldsAsync(
            "VENs shed for it and its course begins",
            async () =>
                (await room.Backend.GetFromJsonAsync<EventMetricsView>($"api/events/{begun.Id}/metrics"))!.VensResponding > 0
                && (await room.Backend.GetFromJsonAsync<EventCourse>($"api/events/{begun.Id}/course"))!.Points.Count > 0,
            withinS: 60
        );
        await room.EndAsync(begun.Id);
        return begun.Id;
    }

    private async Task<List<StoredItem>> AllAsync(string path)
    {
        var items = new List<StoredItem>();
        var before = "";
        StoredEventsPage page;
        do
        {
            page = (await room.Backend.GetFromJsonAsync<StoredEventsPage>($"{path}?limit=500{before}"))!;
            items.AddRange(page.Items);
            before = $"&before={page.Before}";
        } while (page.Before is not null);
        return items;
    }

    private async Task<List<string>> LinesAsync(string path)
    {
        using var answer = await room.Backend.GetAsync(path);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, $"{path} {await answer.Content.ReadAsStringAsync()}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        return [.. (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private static async Task<List<long>> SequencesAsync(ILocator rows) =>
        [.. (await rows.Locator("td:last-child").AllInnerTextsAsync()).Select(long.Parse)];
}
