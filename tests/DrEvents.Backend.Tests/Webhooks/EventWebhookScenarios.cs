using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>Of what webhooks are told.</summary>
public sealed class EventWebhookScenarios(TellingBackend backend) : IClassFixture<TellingBackend>
{
    [Fact]
    public async Task what_happens_to_an_event_is_told_and_at_its_end_its_figures()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var narrow = await Receiver.StartAsync();
        var (all, one) = (await backend.MakeAsync(receiver.Url), await backend.MakeAsync(narrow.Url, WebhookKinds.EventStarted));
        var id = await BeginAsync(kw: 3);

        await UntilToldAsync(receiver, id, "eventStarted");
        await backend.Http.PatchAsJsonAsync($"/api/events/{id}", new ChangeEventRequest(RequestedReductionKw: 4));
        await UntilToldAsync(receiver, id, "eventChanged");
        await backend.Http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest("enough"));
        var end = (await UntilToldAsync(receiver, id, "eventCompleted")).Data<WebhookEventData>();

        KindsOf(receiver, id).ShouldBe(["eventScheduled", "eventStarted", "eventChanged", "eventCompleted"], ignoreOrder: true);
        (end.Event.Status, end.Event.Reason, end.Event.RequestedReductionKw).ShouldBe(("completed", "enough", 4));
        (end.Metrics!.Status, end.Metrics.RequestedReductionKw, end.Metrics.ActualReductionKw is null).ShouldBe(("completed", 4, false));
        var changed = receiver.All.Single(r => r.Type == "eventChanged").Data<WebhookEventData>();
        (changed.Event.RequestedReductionKw, changed.Metrics).ShouldBe((4, null));
        KindsOf(narrow, id).ShouldBe(["eventStarted"]);
        await backend.RemoveAsync(all);
        await backend.RemoveAsync(one);
    }

    [Fact]
    public async Task an_event_that_is_called_off_is_told_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var made = await backend.MakeAsync(receiver.Url, WebhookKinds.EventCancelled);
        var start = TimeProvider.System.GetUtcNow().AddDays(2);
        using var created = await backend.Http.PostAsJsonAsync("/api/events", new CreateEventRequest(start, start.AddHours(1), 5));
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        await backend.Http.DeleteAsync($"/api/events/{id}");
        await backend.Http.DeleteAsync($"/api/events/{id}");

        var told = (await UntilToldAsync(receiver, id, "eventCancelled")).Data<WebhookEventData>();
        (told.Event.Status, told.Metrics).ShouldBe(("cancelled", null));
        await backend.UntilAsync(made, await backend.PingAsync(made), "delivered");
        KindsOf(receiver, id).ShouldBe(["eventCancelled"]);
        await backend.RemoveAsync(made);
    }

    [Fact]
    public async Task what_needs_an_operator_is_told_when_it_begins()
    {
        await using var receiver = await Receiver.StartAsync();
        var made = await backend.MakeAsync(receiver.Url, WebhookKinds.DeadLetters);

        await BackendFixture.DeliverAsync(backend[0], (Topics.Telemetry("hooked-letters"), "{"));

        await Eventually.HoldsAsync("it is told", () => receiver.All.Count > 0, withinS: 60);
        var told = receiver.All[0].Data<WebhookAttentionData>();
        (receiver.All[0].Type, told.Attention.Kind, told.IsOver).ShouldBe(("deadLetters", "deadLetters", false));
        told.Attention.Text.ShouldEndWith("messages that could not be read are kept");
        await backend.RemoveAsync(made);
    }

    private async Task<string> BeginAsync(double kw)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var created = await backend.Http.PostAsJsonAsync("/api/events", new CreateEventRequest(now, now.AddHours(1), kw, "active"));
        return (await created.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    private static async Task<Received> UntilToldAsync(Receiver receiver, string eventId, string kind)
    {
        await Eventually.HoldsAsync($"{kind} is told", () => KindsOf(receiver, eventId).Contains(kind), withinS: 60);
        return receiver.All.Single(r => r.Type == kind && r.Body.Contains(eventId, StringComparison.Ordinal));
    }

    private static List<string> KindsOf(Receiver receiver, string eventId) =>
        [.. receiver.All.Where(r => r.Body.Contains(eventId, StringComparison.Ordinal)).Select(r => r.Type)];
}
