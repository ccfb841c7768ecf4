using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>What browsers are told to refuse, they refuse, and no page of ours needs it.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class PolicyTests(ControlRoom room)
{
    private const string Ven = "ven-of-scripts";

    /// <summary>Runs in whatever takes it for markup: as a script, as a handler, in a title, in an attribute.</summary>
    private const string Script =
        "</title></script><script>window.ran=1</script><img src=x onerror=window.ran=2>\" autofocus onfocus=\"window.ran=3";

    private const string Inject = """
        () => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = 4';
            document.body.append(script);
            const picture = document.createElement('img');
            picture.setAttribute('onerror', 'window.ran = 5');
            picture.src = 'data:,none';
            document.body.append(picture);
            const frame = document.createElement('script');
            frame.src = 'https://evil.example/x.js';
            document.body.append(frame);
        }
        """;

    [Fact]
    public async Task a_script_in_every_text_runs_on_no_page()
    {
        await using var _ = new Afterwards(() => room.Backend.DeleteAsync($"api/vens/{Ven}"));
        using var made = await room.Backend.PostAsJsonAsync(
            "api/vens",
            new
            {
                name = Script[..100],
                registrationId = Ven,
                location = new { lat = 1, lon = 2 },
            }
        );
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
        var now = TimeProvider.System.GetUtcNow();
        using var asked = await room.Backend.PostAsJsonAsync("api/events", new CreateEventRequest(now.AddDays(30), now.AddDays(31), 1));
        var id = (await asked.Content.ReadFromJsonAsync<EventView>())!.Id;
        using var ended = new HttpRequestMessage(HttpMethod.Delete, $"api/events/{id}")
        {
            Content = JsonContent.Create(new { reason = Script }),
        };
        (await room.Backend.SendAsync(ended)).IsSuccessStatusCode.ShouldBeTrue();
        await room.PublishAsync(
            $"ven/telemetry/{Ven}",
            System.Text.Encoding.UTF8.GetBytes($$"""{"timestamp":"{{Script.Replace("\"", "'")}}"}""")
        );
        string[] pages =
        [
            "",
            "events",
            "plan",
            "vens",
            "map",
            "calendar",
            "statements",
            "system",
            "system/letters",
            "system/webhooks",
            "actions",
            "certificates",
            "programmes",
            $"vens/{Ven}",
            $"events/{id}",
        ];
        await using var visit = await room.Browser.OpenAsync(1400, 900);
        await visit.Page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => (window.refused ??= []).push(e.violatedDirective + ' ' + e.blockedURI))"
        );
        foreach (var path in pages)
        {
            await visit.Page.GotoAsync(new Uri(room.Url, path).ToString());
            await Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");

            (await RanAsync(visit)).ShouldBe(0, path);
            (await visit.Page.EvaluateAsync<string[]>("() => window.refused ?? []")).ShouldBeEmpty(path);
        }
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_script_that_is_written_into_a_page_does_not_run(bool isOfVen)
    {
        await using var visit = await room.Browser.OpenAsync(1400, 900);
        await visit.Page.GotoAsync((isOfVen ? room.VenPage : room.Url).ToString());
        await Expect(visit.Page.Locator("main").First).ToBeVisibleAsync();

        await visit.Page.EvaluateAsync(Inject);

        await Eventually.HoldsAsync(
            "the browser refuses them",
            () => visit.Complaints.Count(c => c.Contains("Content Security Policy", StringComparison.Ordinal)) >= 3
        );
        (await RanAsync(visit)).ShouldBe(0);
    }

    [Fact]
    public async Task actions_are_found_by_who_did_them_and_on_the_page_of_their_event()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/events")
        {
            Content = JsonContent.Create(new CreateEventRequest(now.AddDays(32), now.AddDays(33), 1)),
        };
        request.Headers.Add(RequestHeaders.Reason, "A cold evening");
        using var asked = await room.Backend.SendAsync(request);
        var id = (await asked.Content.ReadFromJsonAsync<EventView>())!.Id;
        await using var _ = new Afterwards(() => room.Backend.DeleteAsync($"api/events/{id}"));

        await using var visit = await room.VisitAsync($"actions?eventId={id}&who=loopback");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = id });
        await Expect(row).ToContainTextAsync("POST /api/events");
        await Expect(row).ToContainTextAsync("A cold evening");
        await Expect(row).ToContainTextAsync("EventScheduled");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        (await visit.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href")).ShouldBe(
            $"export/actions.csv?who=loopback&eventId={id}"
        );
        var file = await room.Backend.GetStringAsync($"export/actions.csv?who=loopback&eventId={id}");
        var line = file.Split("\r\n").Where(l => l.Contains("POST /api/events", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("A cold evening");
        line.ShouldContain("EventScheduled 1");
        (await room.Backend.GetAsync("export/actions.csv?outcome=fun")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        await visit.Page.GetByLabel("Who").FillAsync("nobody");
        await visit.Page.GetByLabel("Who").PressAsync("Enter");
        await Expect(visit.Page.GetByText("Nobody has done anything yet")).ToBeVisibleAsync();

        await using var page = await room.VisitAsync($"events/{id}");
        await Expect(page["actions"]).ToContainTextAsync("A cold evening");
    }

    private static Task<int> RanAsync(Visit visit) => visit.Page.EvaluateAsync<int>("() => window.ran ?? 0");
}
