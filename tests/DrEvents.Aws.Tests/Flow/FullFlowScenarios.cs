using System.Net;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Text.Json.Nodes;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Mqtt.DataPlane;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Aws.Tests.Flow;

/// <summary>Schedule, start, command, acknowledgement, telemetry and restore, with commands over the data plane of the stand-in.</summary>
[Collection("one clock, one port")]
public sealed class FullFlowScenarios
{
    private static readonly string[] VenIds = ["ven-1", "ven-2", "site:3"];

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2", SslProtocols.Tls12)]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1", SslProtocols.Tls13)]
    public async Task an_event_runs_with_a_certificate_for_each_side_and_commands_over_the_data_plane(
        HttpProtocols offered,
        string spoken,
        SslProtocols version
    )
    {
        var core = await IotCore.StartAsync(offered, versions: version);
        var backend = core.Add("backend", null, Policies.Backend);
        await using var system = await DrSystem.StartAsync(core, backend, core.BackendSettings(backend));
        foreach (var venId in VenIds)
        {
            var options = new VenOptions(venId, core.AddVen(venId)) { ReportInterval = TimeSpan.FromSeconds(1) };
            await system.With(new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System)).StartAsync();
        }
        await system.UntilHeardAsync(VenIds);

        // Far enough for the answer to be read before the start, also on a busy machine.
        var start = TimeProvider.System.GetUtcNow().AddSeconds(10);
        var scheduled = await system.CreateAsync(new CreateEventRequest(start, start.AddMinutes(5), 3));

        scheduled.Status.ShouldBe("scheduled");
        await system.UntilAsync(scheduled.Id, "all VENs shed", e => e.Metrics.VensResponding == VenIds.Length, withinS: 40);
        // It ends when all is as it should be, however long that takes on a busy machine.
        using var http = system.Host.Server.CreateClient();
        (await http.PostAsJsonAsync($"/api/events/{scheduled.Id}/stop", new StopEventRequest(AtOnce: true))).EnsureSuccessStatusCode();
        var over = await system.UntilAsync(scheduled.Id, "all VENs restored", e => e.Vens.All(v => v.Status == "restored"), withinS: 30);
        over.Status.ShouldBe("completed");
        core.Mqtt.Violations.ShouldBeEmpty();
        core.DataPlane.Taken.Select(t => t.Topic).Distinct().Order().ShouldBe(VenIds.Select(v => $"ven/cmd/{v}").Order());
        core.DataPlane.Taken.Select(t => t.Protocol).Distinct().ShouldBe([spoken]);
        core.DataPlane.Answers.Keys.ShouldBe(["200"]);
        core.DataPlane.Opened.ShouldAllBe(o => o.At < start, "connections stand before they are needed");
        core.DataPlane.Opened.Select(o => o.Version).Distinct().ShouldBe([version]);
        core.Mqtt.Connections.Select(c => c.Version).Distinct().ShouldBe([version]);
        core.Mqtt.Connections.Where(c => c.ClientId.StartsWith("backend", StringComparison.Ordinal)).ShouldAllBe(c => c.BusiestSecond == 0);
    }

    [Fact]
    public async Task a_wish_over_the_data_plane_is_carried_out_and_reported_and_the_backend_shows_it()
    {
        var core = await IotCore.StartAsync();
        var backend = core.Add("backend", null, Policies.Backend);
        await using var system = await DrSystem.StartAsync(core, backend, core.BackendSettings(backend));
        var options = new VenOptions("ven-1", core.AddVen("ven-1")) { ReportInterval = TimeSpan.FromSeconds(1) };
        await system.With(new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System)).StartAsync();
        await system.UntilHeardAsync("ven-1");
        var shadows = system.Host.Services.GetRequiredService<DeviceShadows>();

        await shadows.DesireAsync("ven-1", new JsonObject { ["report_interval_seconds"] = 2 }, null, default);

        await Eventually.HoldsAsync(
            "the backend shows what the VEN reports, which is what was wished",
            async () => Interval(await system.GetAsync<JsonObject>("/api/vens/ven-1/shadow")) == 2,
            withinS: 30
        );
        Interval((await shadows.GetAsync("ven-1", default))!).ShouldBe(2);
        core.Mqtt.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_shadow_that_the_backend_never_heard_of_is_read_from_aws()
    {
        var core = await IotCore.StartAsync();
        await core.Shadows.HandleAsync("ven-9", null, "update", """{"state":{"reported":{"report_interval_seconds":7}}}"""u8.ToArray());
        var backend = core.Add("backend", null, Policies.Backend);
        await using var system = await DrSystem.StartAsync(core, backend, core.BackendSettings(backend));
        using var http = system.Host.Server.CreateClient();
        await http.PostAsJsonAsync(
            "/api/vens",
            new
            {
                name = "nine",
                location = new { lat = 1, lon = 1 },
                registrationId = "ven-9",
            }
        );

        Interval(await system.GetAsync<JsonObject>("/api/vens/ven-9/shadow")).ShouldBe(7);
        core.DataPlane.FailNext(403, "ForbiddenException");
        (await http.GetAsync(new Uri("/api/vens/ven-9/shadow", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var asked = core.DataPlane.Answers.Values.Sum();
        (await http.GetAsync(new Uri("/api/vens/ven-10/shadow", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        core.DataPlane.Answers.Values.Sum().ShouldBe(asked, "AWS is not asked for a VEN that there is not");
    }

    private static int? Interval(JsonObject shadow) => (int?)shadow["state"]?["reported"]?["report_interval_seconds"];
}
