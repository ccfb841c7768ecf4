using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Marten.Events;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>A program that writes to owners is told which homes are to be called, some hundreds in a message.</summary>
public sealed class HomesWebhookScenarios(TellingBackend backend) : IClassFixture<TellingBackend>
{
    private const string Online = """{"status":"online","report_interval_seconds":600}""";
    private static readonly string[] All = [.. Enumerable.Range(1, 501).Select(i => $"owned-{i:000}")];

    private static string Sample =>
        FormattableString.Invariant(
            $$"""{"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"usedPowerKw":2,"loads":[{"id":"ev","currentPowerKw":2,"shedCapabilityKw":1}]}"""
        );

    [Fact]
    public async Task owners_can_be_told_ahead_in_messages_of_many_homes_and_that_it_is_off()
    {
        await using var receiver = await Receiver.StartAsync();
        await BackendFixture.DeliverAsync(backend[0], [.. All.Select(v => (Topics.Status(v), Online))]);
        await BackendFixture.DeliverAsync(backend[0], [.. All.Select(v => (Topics.Telemetry(v), Sample))]);
        await backend[0].Services.GetRequiredService<IDocumentStore>().WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        var made = await backend.MakeAsync(receiver.Url, [.. WebhookKinds.OfHomes]);
        var start = TimeProvider.System.GetUtcNow().AddHours(2);
        using var created = await backend.Http.PostAsJsonAsync(
            "/api/events",
            new CreateEventRequest(start, start.AddHours(1), 501, Targets: new EventTargets(All))
        );
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        await Eventually.HoldsAsync("all are told", () => Homes(receiver, "vensAnnounced").Count == All.Length, withinS: 60);
        await backend.Http.DeleteAsync($"/api/events/{id}");
        await Eventually.HoldsAsync("it is told that it is off", () => Homes(receiver, "vensCancelled").Count == All.Length, withinS: 60);

        Homes(receiver, "vensAnnounced").Select(h => h.VenId).ShouldBe(All, ignoreOrder: true);
        Homes(receiver, "vensAnnounced").ShouldAllBe(h => h.Kw > 0, "their VENs cannot begin by themselves, and have their share");
        var parts = receiver
            .All.Where(r => r.Type == "vensAnnounced")
            .Select(r => r.Data<WebhookHomesData>())
            .OrderBy(d => d.Part)
            .ToList();
        parts.Select(d => (d.EventId, d.Part, d.Parts, d.Vens.Count)).ShouldBe([(id, 1, 2, 500), (id, 2, 2, 1)]);
        parts[0].NoticeMinutes.ShouldBe(120, 2);
        (parts[0].End - parts[0].Begin).ShouldBe(TimeSpan.FromHours(1));
        receiver.All.Count.ShouldBe(4);
        await backend.RemoveAsync(made);
    }

    private static List<WebhookHome> Homes(Receiver receiver, string kind) =>
        [.. receiver.All.Where(r => r.Type == kind).SelectMany(r => r.Data<WebhookHomesData>().Vens)];
}
