using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>What webhooks are sent, by receivers that answer as others do, or as they should not.</summary>
public sealed class DeliveryScenarios(TellingBackend backend) : IClassFixture<TellingBackend>
{
    [Fact]
    public async Task a_message_is_signed_so_that_its_receiver_can_verify_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var made = await backend.MakeAsync(receiver.Url);

        var id = await backend.PingAsync(made);
        var delivery = await backend.UntilAsync(made, id, "delivered");

        var heard = receiver.All.ShouldHaveSingleItem();
        (heard.Id, heard.Type, heard.Body, heard.ContentType).ShouldBe((id, "ping", delivery.Body, "application/json"));
        heard.Data<WebhookPingData>().WebhookId.ShouldBe(made.Webhook.Id);
        Math.Abs(long.Parse(heard.Timestamp) - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ShouldBeLessThan(60);
        heard.Signature.ShouldBe(Signed(made.Secret, heard));
        delivery.Attempts.ShouldHaveSingleItem().Status.ShouldBe(204);
        (await backend.Http.GetStringAsync("/api/webhooks")).ShouldNotContain(made.Secret);
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task a_new_secret_signs_beside_the_former_one()
    {
        await using var receiver = await Receiver.StartAsync();
        var made = await backend.MakeAsync(receiver.Url);
        using var answer = await backend.Http.PostAsync($"/api/webhooks/{made.Webhook.Id}/secret", null);
        var renewed = (await answer.Content.ReadFromJsonAsync<WebhookSecretView>())!.Secret;

        await backend.UntilAsync(made, await backend.PingAsync(made), "delivered");

        renewed.ShouldNotBe(made.Secret);
        var heard = receiver.All.ShouldHaveSingleItem();
        heard.Signature.Split(' ').ShouldBe([Signed(renewed, heard), Signed(made.Secret, heard)]);
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task a_receiver_that_fails_is_tried_again_with_the_same_id_and_body()
    {
        await using var receiver = await Receiver.AnsweringAsync(500, 200);
        var made = await backend.MakeAsync(receiver.Url);

        var delivery = await backend.UntilAsync(made, await backend.PingAsync(made), "delivered");

        delivery.Attempts.Select(a => a.Status).ShouldBe([500, 200]);
        delivery.Attempts.Select(a => a.Error).ShouldBe(["500 InternalServerError", null]);
        receiver.All.Count.ShouldBe(2);
        receiver.All.Select(r => (r.Id, r.Body)).Distinct().ShouldHaveSingleItem().Id.ShouldBe(delivery.Id);
        receiver.All.ShouldAllBe(r => r.Signature == Signed(made.Secret, r));
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task what_is_given_up_is_kept_and_delivered_when_it_is_replayed()
    {
        await using var receiver = await Receiver.AnsweringAsync(503, 503, 503, 200);
        var made = await backend.MakeAsync(receiver.Url);
        var id = await backend.PingAsync(made);
        var dead = await backend.UntilAsync(made, id, "dead");

        (dead.Attempts.Count, dead.NextAttemptAt, dead.SettledAt is null).ShouldBe((3, null, false));
        var shown = await backend.Http.GetFromJsonAsync<WebhookView>($"/api/webhooks/{made.Webhook.Id}");
        (shown!.Waiting, shown.Dead).ShouldBe((0, 1));
        (await backend.DeliveriesAsync(made, "?state=dead")).Deliveries.ShouldHaveSingleItem().Id.ShouldBe(id);
        var health = await backend.Http.GetFromJsonAsync<HealthView>("/health/ready");
        health!.Checks["messages"].Status.ShouldBe("healthy");

        using var answer = await backend.Http.PostAsync($"/api/webhooks/{made.Webhook.Id}/deliveries/{id}/replay", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var delivered = await backend.UntilAsync(made, id, "delivered");

        delivered.Attempts.Select(a => a.Status).ShouldBe([503, 503, 503, 200]);
        receiver.All.Select(r => (r.Id, r.Body)).Distinct().Count().ShouldBe(1);
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task a_receiver_that_hangs_keeps_nobody_else_waiting()
    {
        using var end = new CancellationTokenSource();
        await using var hanging = await Receiver.StartAsync(
            (context, _) =>
                Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(end.Token, context.RequestAborted).Token)
        );
        await using var quick = await Receiver.StartAsync();
        var (slow, good) = (await backend.MakeAsync(hanging.Url), await backend.MakeAsync(quick.Url));
        var stuck = new List<string>();
        for (var n = 0; n < 5; n++)
            stuck.Add(await backend.PingAsync(slow));

        await backend.UntilAsync(good, await backend.PingAsync(good), "delivered");

        (await backend.DeliveryAsync(slow, stuck[^1])).Attempts.ShouldBeEmpty("the last of five has not had its turn");
        WebhookDeliveryView? first = null;
        await Eventually.HoldsAsync(
            "the first is given up for now",
            async () => (first = await backend.DeliveryAsync(slow, stuck[0])).Attempts.Count > 0,
            withinS: 60
        );
        first!.Attempts[0].Error.ShouldBe("no whole answer within 2 s");
        await end.CancelAsync();
        await backend.RemoveAsync(slow);
        await backend.RemoveAsync(good);
    }

    [Fact]
    public async Task no_redirect_is_followed()
    {
        await using var elsewhere = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(
            (context, _) =>
            {
                context.Response.Redirect(elsewhere.Url);
                return Task.CompletedTask;
            }
        );
        var made = await backend.MakeAsync(receiver.Url);

        var dead = await backend.UntilAsync(made, await backend.PingAsync(made), "dead");

        dead.Attempts[0].Error.ShouldBe("302 Found, redirects are not followed");
        elsewhere.All.ShouldBeEmpty();
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task an_answer_of_410_switches_the_webhook_off()
    {
        await using var receiver = await Receiver.StartAsync(
            async (context, _) =>
            {
                await Task.Delay(1_000);
                context.Response.StatusCode = StatusCodes.Status410Gone;
            }
        );
        var made = await backend.MakeAsync(receiver.Url);
        var (first, second) = (await backend.PingAsync(made), await backend.PingAsync(made));

        (await backend.UntilAsync(made, first, "dead")).Attempts.ShouldHaveSingleItem().Status.ShouldBe(410);
        (await backend.UntilAsync(made, second, "dropped")).Attempts.ShouldBeEmpty();

        var off = await backend.Http.GetFromJsonAsync<WebhookView>($"/api/webhooks/{made.Webhook.Id}");
        (off!.Enabled, off.OffBecause).ShouldBe((false, "the receiver answered 410: it wants nothing more"));
        receiver.All.Count.ShouldBe(1);
        (await backend.TestAsync(made)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await backend.Http.PostAsync($"/api/webhooks/{made.Webhook.Id}/deliveries/{first}/replay", null)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        using var on = await backend.Http.PatchAsJsonAsync($"/api/webhooks/{made.Webhook.Id}", new ChangeWebhookRequest(Enabled: true));
        (await on.Content.ReadFromJsonAsync<WebhookView>())!.OffBecause.ShouldBeNull();
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task an_answer_without_end_is_left()
    {
        var left = 0;
        await using var receiver = await Receiver.StartAsync(
            async (context, _) =>
            {
                context.Response.StatusCode = 500;
                var chunk = Encoding.UTF8.GetBytes(new string('x', 64 * 1024));
                for (var n = 0; n < 10_000 && !context.RequestAborted.IsCancellationRequested; n++)
                {
                    await context.Response.Body.WriteAsync(chunk);
                    // Writing to a connection that is gone returns at once, before it is known to be gone.
                    await Task.Delay(1);
                }
                if (context.RequestAborted.IsCancellationRequested)
                    Interlocked.Increment(ref left);
            }
        );
        var made = await backend.MakeAsync(receiver.Url);

        var dead = await backend.UntilAsync(made, await backend.PingAsync(made), "dead");

        dead.Attempts.Count.ShouldBe(3);
        dead.Attempts.ShouldAllBe(a => a.Error!.StartsWith("500 InternalServerError: xxx") && a.Error.Length < 400 && a.DurationMs < 2_000);
        await Eventually.HoldsAsync("each attempt was left before the answer's end", () => left == 3);
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task deliveries_that_wait_are_bounded_and_so_are_those_that_are_kept()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync((_, _) => release.Task);
        var made = await backend.MakeAsync(receiver.Url);
        var ids = new List<string>();
        for (var n = 0; n <= TellingBackend.Limits.WaitingMax; n++)
            ids.Add(await backend.PingAsync(made));

        (await backend.DeliveryAsync(made, ids[^1])).Attempts.ShouldHaveSingleItem().Error.ShouldBe("not sent: 6 others wait already");
        release.SetResult();
        foreach (var id in ids[..^1])
            await backend.UntilAsync(made, id, "delivered");
        for (var n = 0; n < 6; n++)
            await backend.UntilAsync(made, await backend.PingAsync(made), "delivered");

        var page = await backend.DeliveriesAsync(made, "?limit=2&offset=1");
        page.TotalCount.ShouldBe(TellingBackend.Limits.KeptMax);
        page.Deliveries.Select(d => d.CreatedAt).ShouldBeInOrder(SortDirection.Descending);
        page.Deliveries.Count.ShouldBe(2);
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task a_webhook_that_is_removed_is_told_nothing_more()
    {
        await using var receiver = await Receiver.AnsweringAsync(500);
        var made = await backend.MakeAsync(receiver.Url);
        await backend.PingAsync(made);
        await Eventually.HoldsAsync("it was tried", () => receiver.All.Count == 1, withinS: 30);

        await backend.RemoveAsync(made);

        (await backend.Http.GetAsync($"/api/webhooks/{made.Webhook.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await using var other = await Receiver.StartAsync();
        var next = await backend.MakeAsync(other.Url);
        await backend.UntilAsync(next, await backend.PingAsync(next), "delivered");
        other.All.ShouldHaveSingleItem();
        await backend.RemoveAsync(next);
    }

    /// <summary>What a receiver makes of it who has nothing but the secret and the words of the standard.</summary>
    private static string Signed(string secret, Received heard) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes(heard.Id + "." + heard.Timestamp + "." + heard.Body)
            )
        );
}
