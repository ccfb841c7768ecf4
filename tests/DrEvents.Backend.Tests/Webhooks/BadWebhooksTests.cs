using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>What a backend refuses whose webhooks may not be of its own networks.</summary>
[Collection(typeof(BackendCollection))]
public sealed class BadWebhooksTests(BackendFixture backend)
{
    private HttpClient Http => backend.Host.Server.CreateClient();

    [Theory]
    [InlineData("""{}""", "name: is missing; url: is missing")]
    [InlineData("""{"name":" ","url":"https://8.8.8.8/"}""", "name: is empty")]
    [InlineData("""{"name":"a","url":"https://8.8.8.8/","kinds":[]}""", "kinds: is empty")]
    [InlineData(
        """{"name":"a","url":"https://8.8.8.8/","kinds":["eventStarted","eventBegan"]}""",
        "kinds: holds one that is none of eventScheduled,"
    )]
    [InlineData("""{"name":"a","url":"https://8.8.8.8/","kinds":[null]}""", "kinds: holds one that is none of eventScheduled,")]
    [InlineData("""{"name":"a","url":"https://8.8.8.8/","secret":"word"}""", "secret: is not whsec_ and the base64 of 24 to 64 bytes")]
    [InlineData("""{"name":"a","url":"hook"}""", "url: is not an address such as https://receiver.example/hook")]
    [InlineData("""{"name":"a","url":"http://8.8.8.8/"}""", "url: is not https")]
    [InlineData("""{"name":"a","url":"https://127.0.0.1:8000/"}""", "url: leads to 127.0.0.1, which is no public address")]
    [InlineData("""{"name":"a","url":"https://localhost/"}""", "url: leads to ")]
    [InlineData("""{"name":"a","url":"https://[::ffff:169.254.169.254]/"}""", "url: leads to ::ffff:169.254.169.254")]
    [InlineData("""{"name":"a","url":"https://8.8.8.8/","enabeld":true}""", "enabeld")]
    [InlineData("""{"name":"a\u0000","url":"https://8.8.8.8/"}""", "name: holds a NUL character")]
    public async Task what_is_wrong_with_a_webhook_is_named(string body, string problem)
    {
        using var answer = await Http.PostAsync("/api/webhooks", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact]
    public async Task a_change_is_checked_as_a_new_one_is_and_half_of_it_is_never_done()
    {
        var made = await MakeAsync();
        var path = $"/api/webhooks/{made.Webhook.Id}";

        using var refused = await Http.PatchAsJsonAsync(path, new ChangeWebhookRequest("B", "https://10.1.2.3/", Enabled: true));
        var after = await Http.GetFromJsonAsync<WebhookView>(path);
        using var changed = await Http.PatchAsJsonAsync(
            path,
            new ChangeWebhookRequest("B", Kinds: [WebhookKinds.Health, WebhookKinds.Health])
        );

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (after!.Name, after.Url, after.Enabled).ShouldBe((made.Webhook.Name, made.Webhook.Url, false));
        var view = (await changed.Content.ReadFromJsonAsync<WebhookView>())!;
        (view.Name, view.Url).ShouldBe(("B", made.Webhook.Url));
        view.Kinds.ShouldBe([WebhookKinds.Health]);
        await Http.DeleteAsync(path);
    }

    [Fact]
    public async Task there_are_at_most_twenty_and_a_removed_one_makes_room()
    {
        var all = new List<WebhookMade>();
        for (var n = (await Http.GetFromJsonAsync<List<WebhookView>>("/api/webhooks"))!.Count; n < WebhookLimits.WebhooksMax; n++)
            all.Add(await MakeAsync());

        using var refused = await PostAsync();
        await Http.DeleteAsync($"/api/webhooks/{all[0].Webhook.Id}");
        using var taken = await PostAsync();

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        all.Add((await taken.Content.ReadFromJsonAsync<WebhookMade>())!);
        foreach (var made in all)
            await Http.DeleteAsync($"/api/webhooks/{made.Webhook.Id}");
    }

    [Fact]
    public async Task a_delivery_of_another_webhook_is_not_found()
    {
        var (made, other) = (await MakeAsync(), await MakeAsync());
        await using (var session = backend.Store.LightweightSession())
        {
            session.Store(
                new WebhookDelivery
                {
                    Id = "msg_of_another",
                    WebhookId = other.Webhook.Id,
                    Kind = WebhookKinds.Ping,
                    Body = "{}",
                    State = WebhookStates.Dead,
                    CreatedAt = Given.Start,
                }
            );
            await session.SaveChangesAsync();
        }

        (await StatusAsync(other)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(made)).ShouldBe(HttpStatusCode.NotFound);
        await Http.DeleteAsync($"/api/webhooks/{made.Webhook.Id}");
        await Http.DeleteAsync($"/api/webhooks/{other.Webhook.Id}");

        async Task<HttpStatusCode> StatusAsync(WebhookMade of) =>
            (await Http.GetAsync($"/api/webhooks/{of.Webhook.Id}/deliveries/msg_of_another")).StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync() =>
        Http.PostAsJsonAsync("/api/webhooks", new CreateWebhookRequest("A", "https://8.8.8.8/hook", Enabled: false));

    private async Task<WebhookMade> MakeAsync()
    {
        using var answer = await PostAsync();
        return (await answer.Content.ReadFromJsonAsync<WebhookMade>())!;
    }
}
