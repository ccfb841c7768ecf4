using System.Text.Json;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Commands;

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

    [Fact]
    public async Task circuits_have_the_names_of_the_wire_and_all_their_numbers()
    {
        await DispatchAsync("evt-0000000d", "c4", expiresInS: 600, "ack-2");
        await DispatchAsync("evt-0000000e", "c5", expiresInS: 600, "ack-2");
        await backend.DeliverAsync(
            (
                Topics.Ack("ack-2"),
                """
                {"op":"event","status":"success","event_id":"evt-0000000d","correlationId":"evt-0000000d.1.c4","circuits_curtailed":
                 [{"id":"c1","name":"EV","breaker_amps":40,"original_kw":7.2000004,"curtailed_kw":1.8,"final_kw":5.4,"critical":true},
                  {"id":"c2","original_kw":3,"final_kw":1}]}
                """
            )
        );
        await backend.DeliverAsync(
            (
                Topics.Ack("ack-2"),
                """{"op":"shedPanel","ok":true,"correlationId":"evt-0000000e.1.c5","data":{"circuitsCurtailed":[{"id":"c3"}]}}"""
            )
        );
        await backend.CatchUpAsync();

        var answer = await backend.Host.Scenario(s => s.Get.Url("/api/vens/ack-2/events"));

        JsonElement
            .Parse(await answer.ReadAsTextAsync())
            .EnumerateArray()
            .SelectMany(ack => ack.GetProperty("circuitsCurtailed").EnumerateArray())
            .Select(circuit => circuit.GetRawText())
            .ShouldBe([
                """{"id":"c3","name":"c3","breaker_amps":0,"original_kw":0,"curtailed_kw":0,"final_kw":0,"critical":false}""",
                """{"id":"c1","name":"EV","breaker_amps":40,"original_kw":7.2,"curtailed_kw":1.8,"final_kw":5.4,"critical":true}""",
                """{"id":"c2","name":"c2","breaker_amps":0,"original_kw":3,"curtailed_kw":2,"final_kw":1,"critical":false}""",
            ]);
    }

    private async Task<AckView[]> GetAsync(string url) => (await backend.Host.Scenario(s => s.Get.Url(url))).ReadAsJson<AckView[]>()!;

    private async Task DispatchAsync(string owner, string suffix, int expiresInS, string venId = "ack-1")
    {
        var now = TimeProvider.System.GetUtcNow();
        var end = now.AddSeconds(expiresInS);
        var correlationId = suffix.Length == 0 ? owner : $"{owner}.1.{suffix}";
        await using var session = backend.Store.LightweightSession();
        session.Events.Append(
            Participation.StreamOf(owner, venId),
            new CommandDispatched(correlationId, CommandOps.ShedPanel, 1, 2, end, end, "test", null, now)
        );
        await session.SaveChangesAsync();
    }
}
