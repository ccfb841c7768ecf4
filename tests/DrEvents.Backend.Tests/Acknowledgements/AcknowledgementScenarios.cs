using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Acknowledgements;

[Collection(typeof(BackendCollection))]
public sealed class AcknowledgementScenarios(BackendFixture backend)
{
    [Fact]
    public async Task every_acknowledgement_is_listed_with_what_became_of_it_newest_first()
    {
        await DispatchAsync("evt-0000000a", "c1", expiresInS: 600);
        await DispatchAsync("evt-0000000b", "c2", expiresInS: 600);
        await DispatchAsync("evt-0000000c", "c3", expiresInS: -1);
        await DispatchAsync("cmd-0123456789ab", "", expiresInS: 600);

        foreach (
            var ack in new[]
            {
                """
                    {"op":"shedpanel","correlationId":"evt-0000000a.1.c1","ok":true,"data":{"requestedReductionKw":2,"acceptedReduceKw":1.5,
                     "circuitsCurtailed":[{"id":"ev","curtailed_kw":1.5}]}}
                    """,
                """{"op":"shedpanel","correlationId":"evt-0000000a.1.c1","ok":true}""",
                """{"op":"shedPanel","correlationId":"evt-0000000b.1.c2","ok":false,"error":"critical load"}""",
                """{"op":"shedPanel","correlationId":"evt-0000000c.1.c3","ok":true}""",
                """{"op":"ping","correlationId":"cmd-0123456789ab","ok":true}""",
                """{"op":"shedPanel","correlationId":"evt-0000000f.1.c9","ok":true}""",
            }
        )
            await backend.DeliverAsync((Topics.Ack("ack-1"), ack));
        await backend.CatchUpAsync();

        var all = await GetAsync("/api/vens/ack-1/events");
        all.Select(a => (a.Status, a.EventId, a.Op))
            .ShouldBe([
                ("unmatched", null, "shedPanel"),
                ("accepted", null, "ping"),
                ("late", "evt-0000000c", "shedPanel"),
                ("refused", "evt-0000000b", "shedPanel"),
                ("repeated", "evt-0000000a", "shedPanel"),
                ("accepted", "evt-0000000a", "shedPanel"),
            ]);
        all.Select(a => a.Reason is null).ShouldBe([false, true, false, false, true, true]);
        all[3].Reason.ShouldBe("critical load");
        (all[5].RequestedShedKw, all[5].ActualShedKw).ShouldBe((2, 1.5));
        all[5].CircuitsCurtailed.ShouldHaveSingleItem().CurtailedKw.ShouldBe(1.5);
        all.Select(a => a.Id).Distinct().Count().ShouldBe(6);
        (await GetAsync("/api/vens/ack-1/events?limit=2")).Select(a => a.Id).ShouldBe(all.Take(2).Select(a => a.Id));
    }

    private async Task<AckView[]> GetAsync(string url) => (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsJson<AckView[]>()!;

    private async Task DispatchAsync(string owner, string suffix, int expiresInS)
    {
        var now = TimeProvider.System.GetUtcNow();
        var end = now.AddSeconds(expiresInS);
        var correlationId = suffix.Length == 0 ? owner : $"{owner}.1.{suffix}";
        await using var session = backend.Store.LightweightSession();
        session.Events.Append(
            Participation.StreamOf(owner, "ack-1"),
            new CommandDispatched(correlationId, CommandOps.ShedPanel, 1, 2, end, end, "test", null, now)
        );
        await session.SaveChangesAsync();
    }
}
