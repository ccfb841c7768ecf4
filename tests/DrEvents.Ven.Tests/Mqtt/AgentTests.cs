using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Mqtt;

namespace DrEvents.Ven.Tests.Mqtt;

public sealed class AgentTests
{
    private const string VenId = "ven-test";

    [Fact]
    public async Task a_shed_is_acknowledged_lowers_the_power_and_ends_by_itself()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = Ven(broker);
        await ven.StartAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeTrue();
        var before = await broker.SampleAsync(VenId, _ => true);

        await broker.SendAsync(Shed("c-1", durationS: 3));
        var ack = await broker.NextAckAsync(VenId);
        ack.Ok.ShouldBeTrue(ack.Error);
        ack.ActualShedKw.ShouldNotBeNull().ShouldBe(1.0, 0.06);

        var during = await broker.SampleAsync(VenId, s => s.EventId is not null);
        during.EventId.ShouldBe("evt-00000001");
        during.UsedPowerKw.ShouldBe(before.UsedPowerKw - 1.0, 0.2);
        var after = await broker.SampleAsync(VenId, s => s.EventId is null);
        after.UsedPowerKw.ShouldBe(before.UsedPowerKw, 0.2);
    }

    private static VenAgent Ven(TestBroker broker) =>
        new(
            new VenOptions(VenId, new BrokerAddress("127.0.0.1", broker.Port)) { ReportInterval = TimeSpan.FromSeconds(1) },
            HomeLoads.Typical(1),
            TimeProvider.System
        );

    private static VenCommand Shed(string correlationId, int durationS) =>
        new()
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = correlationId,
            VenId = VenId,
            IssuedAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(60),
            EventId = "evt-00000001",
            RequestedReductionKw = 1.0,
            DurationS = durationS,
        };
}
