using System.Text.RegularExpressions;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>The VENs of a result, however many they are, and one of them.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed partial class ResultVenTests(ResultRoom room)
{
    private const int PageSize = 50;
    private const int Fleet = 10_000;

    [Fact]
    public async Task ten_thousand_come_a_page_at_a_time()
    {
        var id = await room.MeasuredAsync(new MadeUpResult(Fleet));
        await using var visit = await room.VisitAsync($"events/{id}");
        await ShowsAsync(visit, 0);
        await Expect(visit.Page.Locator("#delivered .shown")).ToHaveTextAsync("ven-00000 to ven-00049, of 10\u202f000 VENs");

        await Button(visit, "Next").ClickAsync();
        await ShowsAsync(visit, 50);
        await Button(visit, "Next").ClickAsync();
        await ShowsAsync(visit, 100);
        await Button(visit, "Previous").ClickAsync();
        await ShowsAsync(visit, 50);

        await visit.Page.GetByLabel("From VEN").FillAsync("ven-09960");
        await visit.Page.Keyboard.PressAsync("Enter");
        await ShowsAsync(visit, 9_960, rows: 40);
        await Expect(Button(visit, "Next")).ToBeDisabledAsync();
        await visit.Page.ReloadAsync();
        await ShowsAsync(visit, 9_960, rows: 40);
        // Where there is no such VEN, the next one begins.
        await visit.Page.GetByLabel("From VEN").FillAsync("ven-0777");
        await visit.Page.Keyboard.PressAsync("Enter");
        await ShowsAsync(visit, 7_770);
        await visit.Page.GetByLabel("From VEN").FillAsync("no id at all");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#delivered .shown")).ToHaveTextAsync("No VEN from no id at all on has a result");
        await Button(visit, "First").ClickAsync();
        await ShowsAsync(visit, 0);

        var limits = room
            .Asked.Where(a => a.Contains($"{id}/result/vens"))
            .Select(a => int.Parse(Limit().Match(a).Groups[1].Value))
            .ToList();
        limits.ShouldNotBeEmpty();
        limits.Max().ShouldBeLessThanOrEqualTo(PageSize + 1, "of ten thousand VENs no more are read than are shown, and one");
        limits.Count.ShouldBeLessThan(20);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task one_opens_with_its_intervals_its_days_and_the_profiles_that_were_passed_over()
    {
        var id = await room.MeasuredAsync(new MadeUpResult(30), new MadeUpResult(30, Corrected: 1));
        await using var visit = await room.VisitAsync($"events/{id}?result=1");
        var row = visit.Page.Locator("#delivered tbody tr").First;
        await Expect(row.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "vens/ven-00000");
        await Expect(row).ToContainTextAsync("provisional 1 of 12 intervals are not known");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show ven-00000" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("ven-00000, by result 1");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("measured=ven-00000"));
        await Expect(dialog.Locator("table.intervals tbody tr")).ToHaveCountAsync(12);
        await dialog.GetByText("Intervals as a table").ClickAsync();
        await Expect(dialog.Locator("table.intervals tbody tr").Nth(7)).ToContainTextAsync("–");
        await Expect(dialog.Locator("table.days td.used")).ToHaveCountAsync(10);
        await Expect(dialog.Locator("table.days td.discarded")).ToHaveCountAsync(2);
        await Expect(dialog.Locator("table.days td.event")).ToHaveCountAsync(1);
        await Expect(dialog.Locator(".day-reasons li").Nth(1)).ToContainTextAsync("a discarded 1 day: a day with an event");
        await Expect(dialog).ToContainTextAsync("an interval is missing in the event's hours");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("[?&]measured="));

        await using var other = await room.VisitAsync($"events/{id}?measured=ven-00004");
        dialog = other.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("pre-event-mean, version 1");
        await Expect(dialog).ToContainTextAsync("caiso-10-in-10 needs 5 days of the class weekday and has 2");
        await Expect(dialog).ToContainTextAsync("This profile looks at no other days.");

        await using var none = await room.VisitAsync($"events/{id}?measured=ven-99999");
        await Expect(none.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("This VEN has no result here.");
        visit.Complaints.ShouldBeEmpty();
    }

    private static async Task ShowsAsync(Visit visit, int first, int rows = PageSize)
    {
        var all = visit.Page.Locator("#delivered tbody tr");
        await Expect(all.First.GetByRole(AriaRole.Link)).ToHaveTextAsync(MadeUpResults.IdOf(first));
        await Expect(all).ToHaveCountAsync(rows);
        await Expect(all.Last.GetByRole(AriaRole.Link)).ToHaveTextAsync(MadeUpResults.IdOf(first + rows - 1));
    }

    private static ILocator Button(Visit visit, string name) =>
        visit.Page.Locator("#delivered").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [GeneratedRegex(@"[?&]limit=(\d+)")]
    private static partial Regex Limit();
}
