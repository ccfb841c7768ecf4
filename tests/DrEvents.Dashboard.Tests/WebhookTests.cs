using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Webhooks, made and looked after on the page, with a receiver on this machine.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class WebhookTests(ControlRoom room) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _heard = new();
    private WebApplication _receiver = null!;
    private int _status = StatusCodes.Status204NoContent;

    private string ReceiverUrl => _receiver.Urls.Single() + "/hook";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            // What else happens in the shared room is told too.
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            if (body.RootElement.GetProperty("type").GetString() == "ping")
                _heard.Enqueue(context.Request.Headers["webhook-id"].ToString());
            context.Response.StatusCode = _status;
        });
        await _receiver.StartAsync();
    }

    [Fact]
    public async Task a_webhook_is_made_tried_out_changed_and_deleted()
    {
        await using var visit = await room.VisitAsync("system/webhooks");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "New webhook" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("Name").FillAsync("Control centre");
        await form.GetByLabel("Address").FillAsync("nowhere");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form).ToContainTextAsync("is not an address such as https://");
        await visit.ShouldBeWellMadeAsync();
        await form.GetByLabel("Address").FillAsync(ReceiverUrl);
        await form.GetByLabel("archive behind").UncheckAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.GetByText("Control centre was made.")).ToBeVisibleAsync();
        await Expect(page.Locator("code")).ToContainTextAsync(new Regex("^whsec_.{44}$"));
        await Expect(page).ToHaveURLAsync(new Regex("webhook=hook-[0-9a-f]{8}$"));
        await visit.ShouldBeWellMadeAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(page.Locator("code")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Test" })).ToContainTextAsync("delivered", Patience);
        _heard.ShouldHaveSingleItem();

        await page.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(page.GetByText("Control centre is off.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send a test" })).ToBeDisabledAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText("Control centre was deleted.")).ToBeVisibleAsync();
        (await room.Backend.GetFromJsonAsync<List<WebhookView>>("api/webhooks"))!.ShouldBeEmpty();
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    public async Task what_was_given_up_is_shown_with_its_attempts_and_delivered_again(int width, bool isDark)
    {
        _status = StatusCodes.Status500InternalServerError;
        using var answer = await room.Backend.PostAsJsonAsync("api/webhooks", new CreateWebhookRequest("Broken", ReceiverUrl));
        var id = (await answer.Content.ReadFromJsonAsync<WebhookMade>())!.Webhook.Id;
        using var sent = await room.Backend.PostAsync($"api/webhooks/{id}/test", null);
        var delivery = (await sent.Content.ReadFromJsonAsync<WebhookDeliveryView>())!.Id;
        await Eventually.HoldsAsync(
            "it is given up",
            async () =>
                (await room.Backend.GetFromJsonAsync<WebhookDeliveryView>($"api/webhooks/{id}/deliveries/{delivery}"))!.State == "dead",
            withinS: 60
        );
        await using var visit = await room.VisitAsync($"system/webhooks?webhook={id}&state=dead", width, isDark: isDark);
        var page = visit.Page;

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Show test of") }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"delivery={delivery}"));
        await Expect(page.GetByText("500 InternalServerError").Last).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What is sent" })).ToContainTextAsync("\"type\":\"ping\"");
        await visit.ShouldBeWellMadeAsync();

        _status = StatusCodes.Status204NoContent;
        await page.GetByRole(AriaRole.Button, new() { Name = "Deliver again" }).First.ClickAsync();
        var asked = page.GetByRole(AriaRole.Dialog);
        await Expect(asked).ToContainTextAsync($"The same is sent to {ReceiverUrl}");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Deliver again" }).ClickAsync();
        await Expect(page.GetByLabel(new Regex("^test ·"))).ToContainTextAsync("delivered", Patience);
        _heard.Distinct().ShouldBe([delivery]);
        await FilesSayAsync(id, delivery);
        await room.Backend.DeleteAsync($"api/webhooks/{id}");
        visit.Complaints.ShouldBeEmpty();
    }

    /// <summary>The tables as files: what is delivered is in that of its state, and in no other.</summary>
    private async Task FilesSayAsync(string id, string delivery)
    {
        (await room.Backend.GetStringAsync("export/system/webhooks.csv")).ShouldContain($"{id},Broken,{ReceiverUrl},true,,");
        var told = $"export/system/webhooks/{id}/deliveries.csv?state=";
        (await room.Backend.GetStringAsync(told + "delivered")).ShouldMatch($"(?m)^{delivery},ping,delivered,.*,204,\r$");
        (await room.Backend.GetStringAsync(told + "dead")).ShouldNotContain(delivery);
        (await room.Backend.GetAsync(told + "lost")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    private static LocatorAssertionsToContainTextOptions Patience => new() { Timeout = 30_000 };
}
