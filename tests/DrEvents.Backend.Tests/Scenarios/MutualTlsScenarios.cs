using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;

namespace DrEvents.Backend.Tests.Scenarios;

public class MutualTlsScenarios
{
    [Fact]
    public async Task an_event_runs_through_mosquitto_with_a_certificate_for_each_side()
    {
        Assert.SkipWhen(MosquittoBroker.Program is null, "mosquitto is not installed");
        using var authority = new TestCertificates();
        var own = authority.Client("backend");
        var broker = await MosquittoBroker.StartNewAsync(authority);
        BrokerAddress For(CertificateFiles files) =>
            new("localhost", broker.Port)
            {
                IsTls = true,
                CaFile = authority.CaFile,
                CertFile = files.CertFile,
                KeyFile = files.KeyFile,
            };
        await using var system = await DrSystem.StartAsync(
            broker,
            For(own),
            new Dictionary<string, string?>
            {
                ["Mqtt:Tls"] = "true",
                ["Mqtt:CaFile"] = authority.CaFile,
                ["Mqtt:CertFile"] = own.CertFile,
                ["Mqtt:KeyFile"] = own.KeyFile,
                ["Mqtt:ClientId"] = "backend",
                ["Mqtt:ReceiveMaximum"] = "100",
            }
        );
        foreach (var venId in new[] { "ven-1", "ven-2" })
        {
            var options = new VenOptions(venId, For(authority.Client(venId))) { ReportInterval = TimeSpan.FromSeconds(1) };
            await system.With(new VenAgent(options, HomeLoads.Typical(1), TimeProvider.System)).StartAsync();
        }
        await system.UntilHeardAsync("ven-1", "ven-2");

        var created = await system.StartEventAsync(kw: 2, seconds: 5);

        await system.UntilAsync(created.Id, "both VENs shed", e => e.Metrics.VensResponding == 2);
        var over = await system.UntilAsync(created.Id, "both VENs restored", e => e.Vens.All(v => v.Status == "restored"));
        over.Status.ShouldBe("completed");
        (await system.GetAsync<List<EventView>>("/api/events/history")).ShouldContain(e => e.Id == created.Id);
    }
}
