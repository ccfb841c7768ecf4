using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Tests.Scenarios.Mqtt;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>The closed loop: what one VEN accepts and does not deliver, others deliver.</summary>
public sealed class ControlScenarios
{
    [Fact]
    public async Task what_is_not_delivered_is_asked_of_others_and_replay_decides_the_same()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2");
        system.With(await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort, isStuck: true));
        await system.UntilHeardAsync("field-1");

        var created = await system.StartEventAsync(kw: 4, seconds: 60);
        created.Control.ShouldBe("closed");
        await Eventually.HoldsAsync(
            "something is decided",
            async () => (await system.GetAsync<List<AdjustmentView>>($"/api/events/{created.Id}/adjustments")).Count > 0,
            withinS: 40
        );
        var held = await system.UntilAsync(
            created.Id,
            "the meters show what was asked, though one VEN delivers nothing",
            e => e.Metrics.VensResponding == 3 && Math.Abs(e.Metrics.CurrentReductionKw - 4) < 0.2,
            withinS: 50
        );

        held.Vens.Single(v => v.VenId == "field-1").AcceptedAt.ShouldNotBeNull();
        held.Vens.Single(v => v.VenId == "field-1").MeteredAt.ShouldBeNull("its meter shows nothing");
        var adjustments = await system.GetAsync<List<AdjustmentView>>($"/api/events/{created.Id}/adjustments");
        adjustments.ShouldNotBeEmpty();
        adjustments.SelectMany(a => a.Vens).ShouldAllBe(v => v.VenId.StartsWith("ven-"));
        adjustments[0].MeasuredKw.ShouldBeLessThan(3.9);
        WhyView why = null!;
        await Eventually.HoldsAsync(
            "it says why",
            async () => (why = await system.GetAsync<WhyView>($"/api/events/{created.Id}/why")).Intervals.Count > 0,
            withinS: 30
        );
        why.Intervals.ShouldAllBe(i => Math.Round(1000 * i.Reasons.Sum(r => r.Kw)) == Math.Round(1000 * i.MissingKw));
        why.Vens.Count.ShouldBe(3);
        why.Vens.ShouldAllBe(v => Math.Round(1000 * v.Reasons.Sum(r => r.Kw)) == Math.Round(1000 * v.MissingKw));
        why.Vens.Single(v => v.VenId == "field-1").MeasuredKw.ShouldBe(0, 0.05);
        var report = await system.ReplayAsync(created.Id);
        report.Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_decision_that_was_changed_in_the_store_is_named_by_replay()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        system.With(await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort, isStuck: true));
        await system.UntilHeardAsync("field-1");
        var created = await system.StartEventAsync(kw: 2, seconds: 60);
        await system.UntilAsync(created.Id, "something is decided", e => e.Vens.Any(v => v.Commands.Count > 1), withinS: 50);

        await using (var session = system.Store.LightweightSession())
        {
            session.QueueSqlCommand(
                "update drevents.mt_events set data = jsonb_set(data, '{changes,0,toKw}', '9.9') where stream_id = ? and type = 'shares_adjusted'",
                created.Id
            );
            await session.SaveChangesAsync();
        }

        var report = await system.ReplayAsync(created.Id);
        report.Differences.ShouldContain(d => d.Where.StartsWith("shares at ") && d.Where.EndsWith("changes[0].toKw"));
    }

    [Fact]
    public async Task an_open_event_leaves_the_shares_as_they_began()
    {
        await using var system = await DrSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        system.With(await FieldVen.ConnectAsync("field-1", isFirst: true, system.BrokerPort, isStuck: true));
        await system.UntilHeardAsync("field-1");
        var end = TimeProvider.System.GetUtcNow().AddSeconds(12);
        var created = await system.CreateAsync(new CreateEventRequest(null, end, 2, Status: "active", Control: "open"));

        var over = await system.UntilAsync(created.Id, "it is over", e => e.Status == "completed", withinS: 30);

        over.Control.ShouldBe("open");
        over.Vens.ShouldAllBe(v => v.Commands.Count(c => c.Op == "shedPanel") == 1);
        (await system.GetAsync<List<AdjustmentView>>($"/api/events/{created.Id}/adjustments")).ShouldBeEmpty();
    }

    [Fact]
    public async Task another_word_for_it_is_refused()
    {
        await using var system = await DrSystem.StartAsync();
        var client = system.Host.Server.CreateClient();
        var end = TimeProvider.System.GetUtcNow().AddHours(1);

        var answer = await client.PostAsJsonAsync("/api/events", new CreateEventRequest(null, end, 2, "active", Control: "shut"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("is neither closed nor open");
    }
}
