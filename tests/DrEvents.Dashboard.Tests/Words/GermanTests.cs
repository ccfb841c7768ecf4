using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Words;

/// <summary>German pages, where they show what the backend says.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed partial class GermanTests(ControlRoom room)
{
    private const string Zone = "America/New_York";
    private const string Topic = "ven/telemetry/words-ven";

    [Fact]
    public async Task what_is_stored_and_what_needs_somebody_is_german_by_the_viewers_clock()
    {
        await using var visit = await room.Browser.VisitAsync(room.Url, 1400, 900, zone: Zone);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Jetzt");
        await room.EndAllAsync();
        await room.PublishAsync(Topic, "{nothing"u8.ToArray());
        var begun = await room.BeginAsync(kw: 2.5, TimeSpan.FromMinutes(20));
        try
        {
            var asked = visit.Page.Locator("main ol li").Filter(new() { HasText = begun.Id }).Filter(new() { HasText = "angefordert" });
            await Expect(asked.First)
                .ToContainTextAsync($"2,5 kW angefordert von {Clock(begun.StartTime)} bis {Clock(begun.EndTime)}", Soon);
            await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Braucht Aufmerksamkeit" })).ToContainTextAsync(Kept(), Soon);
            await visit.ShouldBeWellMadeAsync();

            await visit.Page.GotoAsync(new Uri(room.Url, "system/letters").ToString());
            await Expect(visit.Page.Locator("main")).ToContainTextAsync("Inhalt: kein lesbares JSON, bei Byte");
            await visit.Page.GotoAsync(new Uri(room.Url, $"events/{begun.Id}").ToString());
            await Expect(visit.Page.Locator("#stored tbody")).ToContainTextAsync($"angefordert von {Clock(begun.StartTime)}");
            (await visit.Page.Locator("#stored tbody").InnerTextAsync()).ShouldNotContain("asked for");
        }
        finally
        {
            await room.EndAsync(begun.Id);
            foreach (
                var letter in (await room.Backend.GetFromJsonAsync<DeadLetterPage>("api/dead-letters"))!.Letters.Where(l =>
                    l.Topic == Topic
                )
            )
                (await room.Backend.DeleteAsync($"api/dead-letters/{letter.Id}")).EnsureSuccessStatusCode();
        }
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_browser_that_asks_for_german_gets_it_until_another_is_chosen()
    {
        await using var visit = await room.Browser.VisitAsync(room.Url, 1400, 900, language: "de-AT");
        var title = visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Expect(title).ToHaveTextAsync("Jetzt");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Planen", Exact = true }).ClickAsync();
        await Expect(title).ToHaveTextAsync("Ein Ereignis planen");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();

        await Expect(title).ToHaveTextAsync("Plan an event");
        visit.Complaints.ShouldBeEmpty();
    }

    /// <summary>Attention is looked at every five seconds, and the machine may be busy.</summary>
    private static LocatorAssertionsToContainTextOptions Soon => new() { Timeout = 30_000 };

    private static string Clock(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(Zone)).ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex("Unlesbare Nachrichten: .*nicht lesbar.*aufgehoben")]
    private static partial Regex Kept();
}
