using System.Text;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Devices.Modbus.Maps;
using DrEvents.Ven.Tests.Devices.Together.Faults;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>What is taken for somebody else's limit of a device that is enabled by a register of its own.</summary>
public sealed class StandingLimitTests
{
    private const int EnableAt = 100;
    private const int SetpointAt = 101;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_that_was_there_is_put_back_with_what_enables_it()
    {
        await using var server = await StartAsync();
        await using var hybrid = Hybrid(server);
        await PutAsync(server, 1, 2_000);
        await hybrid.ReadAsync(Test);
        await hybrid.LimitAsync(1, Minute, Test);
        await hybrid.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "holding", EnableAt, 2)).ShouldBe([1, 2_000]);
    }

    [Fact]
    public async Task What_a_register_that_enables_can_never_hold_is_no_limit_and_the_VENs_own_is_taken_off()
    {
        await using var server = await StartAsync();
        await using var hybrid = Hybrid(server);
        // For a while it says what means nothing.
        await PutAsync(server, 0xFFFF, 0xFFFF);
        await hybrid.ReadAsync(Test);
        await hybrid.ReadAsync(Test);
        await hybrid.LimitAsync(1, Minute, Test);
        (await server.GetAsync(1, "holding", EnableAt, 2)).ShouldBe([1, 1_000]);
        await hybrid.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "holding", EnableAt, 1)).ShouldBe([0]);
        (await hybrid.ReadAsync(Test)).LimitKw.ShouldBeNull();
    }

    private static Task<ModbusServer> StartAsync() =>
        ModbusServer.StartAsync(new Registers().With(1, "input", 10, 3000).With(1, "holding", EnableAt, 0, 3000));

    private static async Task PutAsync(ModbusServer server, int enable, int setpoint)
    {
        await server.SetAsync(1, "holding", EnableAt, enable);
        await server.SetAsync(1, "holding", SetpointAt, setpoint);
    }

    private static ModbusDriver Hybrid(ModbusServer server)
    {
        var (map, errors) = RegisterMapReader.Read(Encoding.UTF8.GetBytes(WrongHybrid.Map));
        errors.ShouldBeEmpty();
        var unit = new ModbusUnit(
            new ModbusConnections(),
            LineAddress.Parse(server.Address)!,
            1,
            TimeSpan.FromSeconds(10),
            TimeProvider.System
        );
        return new ModbusDriver(map!, new MapPower(3, 1), unit, TimeProvider.System);
    }
}
