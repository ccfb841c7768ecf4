using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>What is known of a connector by what its charger's meter tells.</summary>
public sealed class ConnectorTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_message_without_a_power_does_not_make_an_old_power_one_of_now()
    {
        var connector = Charging().Measured(new MeterValues { PowerKw = 11 }, Start, isOfBefore: false);
        connector = connector.Measured(new MeterValues { SocPercent = 60 }, Start + Minute, isOfBefore: false);
        (connector.PowerKw, connector.MeterAt, connector.SocPercent).ShouldBe((11, Start, 60));
        connector = connector.Measured(new MeterValues { PowerKw = -3 }, Start + (2 * Minute), isOfBefore: false);
        (connector.PowerKw, connector.MeterAt).ShouldBe((11, Start));
        connector = connector.Measured(new MeterValues { PowerKw = 4 }, Start + (3 * Minute), isOfBefore: false);
        (connector.PowerKw, connector.MeterAt).ShouldBe((4, Start + (3 * Minute)));
    }

    [Fact]
    public void A_power_that_is_reckoned_from_counters_is_of_the_newer_counter()
    {
        var connector = Charging().Measured(new MeterValues { RegisterWh = 1_000 }, Start, isOfBefore: false);
        connector.MeterAt.ShouldBeNull("one counter is no power");
        connector = connector.Measured(new MeterValues { RegisterWh = 1_100 }, Start + Minute, isOfBefore: false);
        connector.PowerKw!.Value.ShouldBe(6, 1e-9);
        connector.MeterAt.ShouldBe(Start + Minute);
    }

    [Fact]
    public void Energy_is_counted_once_however_many_messages_without_a_power_come_between()
    {
        var connector = Charging() with { Transaction = new Transaction("t-1", DateTimeOffset.UnixEpoch) };
        connector = connector.Measured(new MeterValues { PowerKw = 6 }, Start, isOfBefore: false);
        foreach (var s in (int[])[20, 40])
            connector = connector.Measured(new MeterValues { SocPercent = s }, Start + TimeSpan.FromSeconds(s), isOfBefore: false);
        connector = connector.Measured(new MeterValues { PowerKw = 6 }, Start + Minute, isOfBefore: false);
        connector.Transaction!.TakenKwh.ShouldBe(0.1, 1e-9);
    }

    private static Connector Charging() => new() { Status = ConnectorStatus.Charging };
}
