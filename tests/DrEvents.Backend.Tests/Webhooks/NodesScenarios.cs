using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>Nodes that stop, and several of them.</summary>
public sealed class NodesScenarios
{
    [Fact]
    public async Task what_waits_is_delivered_after_a_restart()
    {
        await using var backend = new TellingBackend();
        await backend.InitializeAsync();
        await backend.StopAsync();
        await backend.StartAsync(pauseS: 8);
        await using var receiver = await Receiver.AnsweringAsync(500, 200);
        var made = await backend.MakeAsync(receiver.Url);
        var id = await backend.PingAsync(made);
        await Eventually.HoldsAsync("it failed once", async () => (await backend.DeliveryAsync(made, id)).Attempts.Count == 1, withinS: 60);

        await backend.StopAsync();
        var before = receiver.All.Count;
        await backend.StartAsync();
        var delivered = await backend.UntilAsync(made, id, "delivered");

        before.ShouldBe(1, "it stopped before the second attempt");
        delivered.Attempts.Select(a => a.Status).ShouldBe([500, 200]);
        receiver.All.Select(r => r.Id).ShouldBe([id, id]);
    }

    [Fact]
    public async Task of_two_nodes_each_thing_is_delivered_by_one()
    {
        await using var backend = new TellingBackend();
        await backend.InitializeAsync();
        await backend.StopAsync();
        await backend.StartAsync(isOfCluster: true);
        await backend.StartAsync(isOfCluster: true);
        await using var receiver = await Receiver.StartAsync();
        var made = await backend.MakeAsync(receiver.Url);
        var start = TimeProvider.System.GetUtcNow().AddDays(2);
        var ids = new List<string>();

        for (var n = 0; n < 6; n++)
        {
            using var created = await backend[n % 2]
                .Server.CreateClient()
                .PostAsJsonAsync("/api/events", new CreateEventRequest(start, start.AddHours(1), 5));
            ids.Add((await created.Content.ReadFromJsonAsync<EventView>())!.Id);
        }

        await Eventually.HoldsAsync(
            "all are told",
            () => ids.TrueForAll(id => receiver.All.Any(r => r.Body.Contains(id, StringComparison.Ordinal))),
            withinS: 60
        );
        await backend.UntilAsync(made, await backend.PingAsync(made), "delivered");
        receiver.All.Select(r => r.Id).ShouldBeUnique();
        receiver.All.Count.ShouldBe(ids.Count + 1);
    }
}
