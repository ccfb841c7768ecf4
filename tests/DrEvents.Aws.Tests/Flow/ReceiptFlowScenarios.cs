using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Backend.Tests.Settlement;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using DrEvents.Ven;
using DrEvents.Ven.Loads;

namespace DrEvents.Aws.Tests.Flow;

/// <summary>A receipt goes by the data plane to a VEN with a page, within what the policies allow and AWS IoT takes.</summary>
[Collection("one clock, one port")]
public sealed class ReceiptFlowScenarios
{
    private const string DrEvent = "evt-0e0e0e02";

    [Fact]
    public async Task a_ven_with_a_page_hears_its_receipt_and_one_without_is_sent_none()
    {
        using var files = new SettlementFiles(SettlementFiles.ForAll);
        var core = await IotCore.StartAsync();
        var backend = core.Add("backend", null, Policies.Backend);
        var settings = core.BackendSettings(backend).Concat(files.Settings).ToDictionary(s => s.Key, s => s.Value);
        await using var system = await DrSystem.StartAsync(core, backend, settings);
        var interval = TimeSpan.FromSeconds(1);
        var withPage = new VenOptions("ven-1", core.AddVen("ven-1")) { ReportInterval = interval, WebPort = 0 };
        var without = new VenOptions("ven-2", core.AddVen("ven-2")) { ReportInterval = interval };
        var ven = system.With(new VenAgent(withPage, HomeLoads.Typical(1), TimeProvider.System));
        await ven.StartAsync();
        await system.With(new VenAgent(without, HomeLoads.Typical(2), TimeProvider.System)).StartAsync();
        await system.UntilHeardAsync("ven-1", "ven-2");

        await IssuedResults.IssueAsync(system.Store, DrEvent, ["ven-1", "ven-2"], number: 1, kwh: 0.5);

        using var page = new HttpClient { BaseAddress = ven.PageAddress };
        await Eventually.HoldsAsync(
            "the page has it",
            async () => (await page.GetAsync(new Uri($"api/receipts/{DrEvent}/1", UriKind.Relative))).IsSuccessStatusCode,
            withinS: 60
        );
        core.DataPlane.Taken.Select(t => t.Topic).ShouldBe([Topics.Receipt("ven-1")]);
        core.Mqtt.Violations.ShouldBeEmpty();
        core.Mqtt.Connections.ShouldAllBe(c => c.FiltersAtOnceMax <= WireLimits.FiltersPerSubscribeMax);
    }
}
