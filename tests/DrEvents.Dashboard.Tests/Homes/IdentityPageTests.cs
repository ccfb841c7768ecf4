using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Homes;

/// <summary>How a VEN proves who it is, and what keeps it from being called: on its page.</summary>
[Collection(nameof(HomesRoom))]
public sealed class IdentityPageTests(HomesRoom room)
{
    [Fact]
    public async Task a_code_is_shown_once_with_what_the_installer_types_and_its_certificate_is_revoked_with_a_reason()
    {
        await room.RegisterAsync("identity-1");
        await using var visit = await room.VisitAsync(Roles.Operator, "vens/identity-1");
        var page = visit.Page;
        var card = page.Locator("section:has(> .heading > #identity)");
        await Expect(card).ToContainTextAsync("It has no certificate yet.");

        await card.GetByRole(AriaRole.Button, new() { Name = "Make an enrolment code" }).ClickAsync();

        var code = await card.Locator("#enrolment-code").InnerTextAsync();
        await Expect(card).ToContainTextAsync($"drevents-ven join --ven identity-1 --code - --backend {room.Url.ToString().TrimEnd('/')}");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "I have it" }).ClickAsync();
        await Expect(card).ToContainTextAsync("A code can be used until");
        await page.ReloadAsync();
        await Expect(card).ToContainTextAsync("A code can be used until");
        (await page.ContentAsync()).ShouldNotContain(code);

        await room.UseAsync("identity-1", code);

        await Expect(card).ToContainTextAsync(new Regex("In force for 36[45] more days"));
        await Expect(card).Not.ToContainTextAsync("A code can be used until");
        var serial = (await room.GetAsync<CertificateView[]>("api/vens/identity-1/certificates")).Single().Serial;
        var row = card.GetByRole(AriaRole.Row).Filter(new() { HasText = serial });
        await row.GetByRole(AriaRole.Button).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke it" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Say why");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await dialog.GetByLabel("Why").FillAsync("box stolen");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke it" }).ClickAsync();

        await Expect(row).ToContainTextAsync("by operator: box stolen");
        await Expect(card).ToContainTextAsync("no certificate is in force");
        var revoked = (await room.GetAsync<CertificateView[]>("api/vens/identity-1/certificates")).Single();
        (revoked.Status, revoked.Reason).ShouldBe((CertificateStatuses.Revoked, "box stolen"));
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task who_may_only_look_sees_the_certificate_and_changes_nothing()
    {
        await room.EnrolAsync("identity-2");
        await using var visit = await room.VisitAsync(Roles.Viewer, "vens/identity-2");
        var page = visit.Page;

        await Expect(page.Locator("main")).ToContainTextAsync("In force for");
        await Expect(page.Locator("#ven-programmes")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make an enrolment code" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke") })).ToHaveCountAsync(0);
        await Expect(page.Locator("#exemption")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task who_manages_vens_exempts_one_and_an_administrator_alone_ends_it()
    {
        await room.RegisterAsync("exempt-1");
        await using var visit = await room.VisitAsync(Roles.Installer, "vens/exempt-1");
        var card = visit.Page.Locator("section:has(> .heading > #exemption)");
        await Expect(card).ToContainTextAsync("It is not exempt");
        await card.GetByRole(AriaRole.Button, new() { Name = "Exempt …" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Why").FillAsync("a device must not stop");
        await dialog.GetByLabel(new Regex("^Until")).FillAsync("2020-01-01T00:00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Exempt it" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("until is not after now");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await dialog.GetByLabel(new Regex("^Until")).FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Exempt it" }).ClickAsync();

        await Expect(card).ToContainTextAsync("a device must not stop");
        await Expect(card).ToContainTextAsync("for good");
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "End the exemption …" })).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator(".figures")).ToContainTextAsync("exempt from all events");

        await using var administrator = await room.VisitAsync(Roles.Administrator, "vens/exempt-1");
        var his = administrator.Page.Locator("section:has(> .heading > #exemption)");
        await his.GetByRole(AriaRole.Button, new() { Name = "End the exemption …" }).ClickAsync();
        await administrator.Page.GetByRole(AriaRole.Dialog).GetByLabel("Why").FillAsync("the device is gone");
        await administrator.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();
        await Expect(his).ToContainTextAsync("It is not exempt");
        (await room.GetAsync<ExemptionView>("api/vens/exempt-1/exemption")).IsExempt.ShouldBeFalse();
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var venId = FormattableString.Invariant($"well-{width}");
        await room.EnrolAsync(venId);
        var programme = new OpenProgrammeRequest(venId, "Summer evenings", new ProgrammeTerms(NoticeMinutes: 30));
        await room.PostAsync<ProgrammeView>("api/programmes", programme);
        await room.PostAsync<EnrolmentsChanged>(
            $"api/programmes/{venId}/enrolments",
            new EnrolVensRequest([venId], "Anna Berg", "letter of 12 May")
        );
        await using var visit = await room.VisitAsync(Roles.Administrator, "vens/" + venId, width, isDark);
        await Expect(visit.Page.Locator("#identity")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("agreed by Anna Berg (letter of 12 May)");
        await visit.Page.Locator("#identity").EvaluateAsync("e => e.scrollIntoView({ block: 'start' })");
        await HomesRoom.ShootAsync(visit, "ven-identity", width, isDark);
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Zustimmung von Anna Berg");
        await visit.ShouldBeWellMadeAsync();
    }
}
