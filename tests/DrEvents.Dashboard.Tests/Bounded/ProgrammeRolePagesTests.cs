using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Bounded;

/// <summary>Whoever is operator in one of his programmes and viewer in the other is shown both, and is offered to change what is of the one alone.</summary>
[Collection(nameof(BoundedRoom))]
public sealed class ProgrammeRolePagesTests(BoundedRoom room)
{
    [Fact]
    public async Task what_his_role_in_a_programme_does_not_allow_is_not_offered()
    {
        var roles = new Dictionary<string, string> { [BoundedRoom.Other] = Roles.Viewer };
        var request = new MakeApiKeyRequest("Two desks", Roles.Operator, null, [BoundedRoom.Own, BoundedRoom.Other], roles);
        var key = (await room.PostAsync<ApiKeyMadeView>("api/access/keys", request)).Secret;
        await using var visit = await room.VisitByAsync(key, "events");
        var (page, main) = (visit.Page, visit.Page.Locator("main"));
        await Expect(main).ToContainTextAsync(room.OwnEvents.Coming);
        await Expect(main).ToContainTextAsync(room.OtherEvents.Coming);

        foreach (
            var (path, shown, button, isOffered) in new[]
            {
                ($"events/{room.OwnEvents.Coming}", room.OwnEvents.Coming, "Cancel", true),
                ($"events/{room.OtherEvents.Coming}", room.OtherEvents.Coming, "Cancel", false),
                ($"programmes/{BoundedRoom.Own}", BoundedRoom.OwnVen, "Leave: 0", true),
                ($"programmes/{BoundedRoom.Other}", BoundedRoom.OtherVen, "Leave: 0", false),
            }
        )
        {
            await page.GotoAsync(new Uri(room.Url, path).ToString());
            await Expect(main).ToHaveAttributeAsync("aria-busy", "false");
            await Expect(main).ToContainTextAsync(shown);
            await Expect(main.GetByRole(AriaRole.Button, new() { Name = button })).ToHaveCountAsync(isOffered ? 1 : 0);
        }
        const string plan = "plan?kw=2&for=programme&programme=";
        await page.GotoAsync(new Uri(room.Url, plan + BoundedRoom.Other).ToString());
        await Expect(main).ToContainTextAsync($"You can look at a plan for {BoundedRoom.Other}. Your role in it calls no events.");
        await Expect(main.Locator("button.primary")).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(room.Url, plan + BoundedRoom.Own).ToString());
        await Expect(main.Locator("button.primary")).ToBeEnabledAsync();
        await visit.ShouldBeWellMadeAsync();
    }
}
