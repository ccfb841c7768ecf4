using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Dashboard.Tests.Homes;

/// <summary>The table of all certificates and open codes.</summary>
[Collection(nameof(HomesRoom))]
public sealed class CertificatesTests(HomesRoom room)
{
    private const int Many = 10_000;

    [Fact]
    public async Task certificates_are_found_by_state_and_id_and_ordered_and_the_table_is_a_file()
    {
        await room.EnrolAsync("table-1");
        await room.EnrolAsync("table-2");
        await room.RegisterAsync("table-3");
        await room.PostAsync<EnrolmentOfferView>("api/vens/table-3/enrolment", null);
        var serial = (await room.GetAsync<CertificateView[]>("api/vens/table-2/certificates")).Single().Serial;
        (await room.Backend.DeleteAsync($"api/vens/table-2/certificates/{serial}?reason=sold")).EnsureSuccessStatusCode();

        await using var visit = await room.VisitAsync(Roles.Viewer, "certificates?search=table-");
        var page = visit.Page;
        await Expect(Rows(visit)).ToHaveCountAsync(3);
        await Expect(Rows(visit).First).ToContainTextAsync("table-1", new() { Timeout = 40_000 });
        await Expect(Rows(visit).Filter(new() { HasText = "table-2" })).ToContainTextAsync("sold");
        await Expect(Rows(visit).Filter(new() { HasText = "table-3" })).ToContainTextAsync("open code");

        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "VEN", Exact = true });
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=venId"));
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Rows(visit).First).ToContainTextAsync("table-3");
        await Expect(page).ToHaveURLAsync(new Regex("descending=true"));

        var counts = page.GetByRole(AriaRole.Navigation, new() { Name = "Certificates by state" });
        await counts.GetByRole(AriaRole.Link, new() { Name = "revoked" }).ClickAsync();
        await Expect(Rows(visit)).ToHaveCountAsync(1);
        await page.GetByLabel("Search id or name").FillAsync("home TABLE-1");
        await Expect(Rows(visit)).ToHaveCountAsync(0);
        visit.Complaints.ShouldBeEmpty();

        var file = await page.Context.APIRequest.GetAsync(new Uri(room.Url, "export/certificates.csv?search=table-&sort=venId").ToString());
        var lines = (await file.TextAsync()).TrimStart('\uFEFF').Split("\r\n");
        lines[0].ShouldStartWith("venId,venName,status,endsAt");
        lines[1..^1]
            .Select(l => string.Join(',', l.Split(',')[..3]))
            .ShouldBe(["table-1,Home table-1,valid", "table-2,Home table-2,revoked", "table-3,Home table-3,open"]);
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var venId = FormattableString.Invariant($"shown-{width}");
        await room.EnrolAsync(venId);
        await using var visit = await room.VisitAsync(Roles.Viewer, "certificates", width, isDark);
        await Expect(Rows(visit).First).ToBeVisibleAsync();
        await HomesRoom.ShootAsync(visit, "certificates", width, isDark);
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Zertifikate");
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task ten_thousand_are_shown_and_scrolled_to_their_end()
    {
        await HaveManyAsync();
        await using var visit = await room.VisitAsync(Roles.Viewer, "certificates?search=many-");
        await Expect(visit.Page.Locator(".shown")).ToContainTextAsync(new Regex(@"10\D000 shown"));
        await Expect(Rows(visit).First).ToContainTextAsync("many-00000");

        foreach (var to in new[] { "e.scrollHeight / 2", "e.scrollHeight" })
            await visit.Page.Locator(".scroll.tall").EvaluateAsync($"e => e.scrollTop = {to}");

        await Expect(Rows(visit).Last).ToContainTextAsync("many-09999");
        (await Rows(visit).CountAsync()).ShouldBeLessThan(100, "no more rows are drawn than are seen");
        await visit.ShouldBeWellMadeAsync();
    }

    /// <summary>VENs with a certificate each, of which the next one ends a minute later.</summary>
    private async Task HaveManyAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var store = room.Services.GetRequiredService<IDocumentStore>();
        foreach (var some in Enumerable.Range(0, Many).Chunk(500))
        {
            await using var session = store.LightweightSession();
            foreach (var number in some)
            {
                var id = FormattableString.Invariant($"many-{number:00000}");
                session.Events.Append(
                    VenState.StreamOf(id),
                    new VenRegistered("Home " + id, new GeoLocation(52.5, 13.4), [], null, Enabled: true, ByFirstMessage: false, now),
                    new CertificateIssued(id, "none", id, now, now.AddDays(365).AddMinutes(number), Replaces: null, From: null, now)
                );
            }
            await session.SaveChangesAsync();
        }
    }

    private static ILocator Rows(Visit visit) => visit.Page.Locator("table.certificates tbody tr:has(a)");
}
