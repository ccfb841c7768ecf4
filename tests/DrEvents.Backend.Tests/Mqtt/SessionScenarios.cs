using System.Diagnostics.Metrics;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Mqtt;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Mqtt;

/// <summary>The two sessions through which a backend that is alone hears its VENs, seen from the broker.</summary>
public sealed class SessionScenarios
{
    private const string Ven = "ven-1";
    private const string Rest = "drevents-backend";
    private const string Telemetry = "drevents-backend-telemetry";

    /// <summary>A payload that no VEN sends, published last.</summary>
    private const string Last = """{"last":true}""";

    [Fact]
    public async Task telemetry_waits_in_a_session_of_its_own_and_everything_else_in_the_other()
    {
        await using var system = await DrSystem.StartAsync();
        await IsConnectedAsync(system);
        await system.Host.StopAsync();
        await using var ven = await TestClient.ConnectAsync(system.BrokerPort);
        string[] telemetry = [Topics.Telemetry(Ven), Topics.Meter(Ven), Topics.SharedMetering];
        string[] rest =
        [
            Topics.Ack(Ven),
            Topics.Loads(Ven),
            Topics.Status(Ven),
            .. ShadowTopics.BackendFilters.Select(f => f.Replace("+", Ven, StringComparison.Ordinal)),
        ];

        foreach (var topic in rest.Zip(telemetry.Concat(telemetry)).SelectMany(t => new[] { t.First, t.Second }).Concat(rest))
            await ven.PublishAsync(topic, "{}");
        await ven.PublishAsync(telemetry[0], Last);
        await ven.PublishAsync(rest[0], Last);

        (await KeptAsync(system, Telemetry)).Distinct().ShouldBe(telemetry, ignoreOrder: true);
        (await KeptAsync(system, Rest)).Distinct().ShouldBe(rest, ignoreOrder: true);
    }

    [Fact]
    public async Task a_session_that_an_older_backend_left_with_telemetry_in_it_brings_no_sample_twice()
    {
        const int samples = 20;
        var broker = await TestBroker.StartAsync();
        await using (var older = await TestClient.ConnectAsync(broker.Port, Rest, o => o.WithCleanSession(false)))
        {
            await older.SubscribeAtOnceAsync(Topics.BackendFilters);
            await older.DisconnectAsync();
        }
        await using var ven = await TestClient.ConnectAsync(broker.Port);
        await ven.PublishAsync(Topics.Telemetry(Ven), Sample(0));
        await using var system = await DrSystem.StartAsync(broker, new BrokerAddress(TestBroker.Host, broker.Port), []);
        await IsConnectedAsync(system);
        var duplicates = 0L;
        using var listener = Listen(system, n => Interlocked.Add(ref duplicates, n));
        await StoredAsync(system, 1, "what waited in the older session is not lost");

        for (var i = 1; i < samples; i++)
            await ven.PublishAsync(Topics.Telemetry(Ven), Sample(i));
        // A second delivery would be in the inbox by the time that what came after it through the same session is stored, and would be stored
        // before one more sample is.
        await ven.PublishAsync(Topics.Loads(Ven), """{"timestamp":1790000000,"loads":[{"id":"ev","name":"Charger"}]}""");
        await Eventually.HoldsAsync(
            "its loads are stored",
            async () => (await system.GetAsync<VenView>($"/api/vens/{Ven}")).Loads.Any(l => l.Name == "Charger")
        );
        await ven.PublishAsync(Topics.Telemetry(Ven), Sample(samples));

        await StoredAsync(system, samples + 1, "every sample is stored");
        Interlocked.Read(ref duplicates).ShouldBe(0);
    }

    /// <summary>Counts samples that were there before.</summary>
    private static MeterListener Listen(DrSystem system, Action<long> count)
    {
        var counter = system.Host.Services.GetRequiredService<IngestMetrics>().Duplicates;
        var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, n, _, _) => count(n));
        listener.EnableMeasurementEvents(counter);
        return listener;
    }

    private static Task IsConnectedAsync(DrSystem system)
    {
        var broker = system.Host.Services.GetRequiredService<IBroker>();
        return Eventually.HoldsAsync("both sessions are connected", () => broker.ConnectedAt is not null);
    }

    private static Task StoredAsync(DrSystem system, int samples, string what) =>
        Eventually.HoldsAsync(
            what,
            async () =>
                (await system.Host.Server.CreateClient().GetAsync($"/api/vens/{Ven}")).IsSuccessStatusCode
                && (await system.GetAsync<TelemetryPage>($"/api/vens/{Ven}/telemetry?limit=1")).TotalCount == samples
        );

    /// <summary>The topics of what the broker kept for a session, up to the last.</summary>
    private static async Task<List<string>> KeptAsync(DrSystem system, string clientId)
    {
        await using var client = await TestClient.ConnectAsync(system.BrokerPort, clientId, o => o.WithCleanSession(false));
        await Eventually.HoldsAsync("all that was kept has come", () => client.Messages.Any(m => m.Payload == Last));
        return [.. client.Messages.Select(m => m.Topic)];
    }

    private static string Sample(int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(-30).AddMilliseconds(number);
        return FormattableString.Invariant(
            $$"""{"venId":"{{Ven}}","timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{number}},"messageNum":{{number}}}"""
        );
    }
}
