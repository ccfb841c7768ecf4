using System.Net.Http.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Tests.Mqtt;
using DrEvents.Ven.Tests.Shedding;

namespace DrEvents.Ven.Tests.Web;

public sealed class OfflineOptOutTests
{
    private const string VenId = "ven-away";

    [Fact]
    public async Task who_opts_out_while_the_broker_is_away_is_told_to_the_backend_with_the_next_connection()
    {
        await using var broker = await TestBroker.StartedAsync();
        var options = new VenOptions(VenId, new BrokerAddress("127.0.0.1", broker.Port)) { WebPort = 0 };
        await using var ven = new VenAgent(options, TestHome.Steady(), TimeProvider.System);
        await ven.StartAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeTrue();
        var now = TimeProvider.System.GetUtcNow();
        await broker.SendAsync(
            new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = "c-1",
                VenId = VenId,
                IssuedAt = now,
                ExpiresAt = now.AddHours(1),
                EventId = "evt-0000000a",
                RequestedReductionKw = 2,
                DurationS = 600,
            }
        );
        (await broker.NextAckAsync(VenId)).Ok.ShouldBeTrue();
        await broker.StopAsync();
        await Eventually.HoldsAsync(() => !ven.IsConnected, "the connection is gone");

        using var http = new HttpClient { BaseAddress = ven.PageAddress };
        using var answer = await http.PostAsJsonAsync("/api/events/evt-0000000a/opt-out", new { reason = "mustRun" });
        answer.EnsureSuccessStatusCode();
        await broker.StartAsync();

        var told = await broker.NextAckAsync(VenId);
        (told.CorrelationId, told.Ok, told.Error).ShouldBe(("c-1", false, "opted out: mustRun"));
        await Eventually.HoldsAsync(() => ven.Log.ReadNewest(10).Any(e => e.Kind == "ownerNoticeSent"), "that it was told is in the log");
    }
}
