using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Devices.Modbus.Maps;
using DrEvents.Ven.Tests.Devices.SunSpec;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>Registers of a mapped device that hold anything: it is read as what can be, and limited by what the map allows, or neither.</summary>
public sealed class MalformedMapTests
{
    private const double RatedKw = 1;
    private static readonly int[] Special = [0, 1, 4, 7, 160, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF];

    /// <summary>Of each the registers from the first on, which are so many.</summary>
    [Theory]
    [InlineData("heidelberg-energy-control", 0, 300)]
    [InlineData("stiebel-eltron-isg", 0, 6_000)]
    public async Task A_device_whose_registers_hold_anything_is_read_as_what_can_be_or_not_at_all(string name, int from, int count)
    {
        var map = ShippedMaps.Find(name).Map.ShouldNotBeNull();
        var random = new Random(16);
        var registers = Enumerable.Range(from, count).ToDictionary(a => a, _ => (ushort)0);
        var used = map
            .Reads.SelectMany(r => Enumerable.Range(r.Address, r.Count))
            .Concat(map.Limit!.Writes.Select(w => w.Address))
            .ToArray();
        var (read, refused) = (0, 0);
        for (var i = 0; i < MalformedMessageTests.Messages; i++)
        {
            foreach (var address in used)
                registers[address] = (ushort)(random.Next(2) == 0 ? Special[random.Next(Special.Length)] : random.Next(65_536));
            var line = new ScriptedLine();
            line.Next(sent => MalformedChainTests.Answer(registers, sent));
            var unit = new ModbusUnit(
                new ModbusConnections(),
                new LineAddress(line, IsRtu: false),
                1,
                TimeSpan.FromSeconds(10),
                TimeProvider.System
            );
            await using var driver = new ModbusDriver(map, new MapPower(RatedKw, 1), unit, TimeProvider.System);
            var calls = new DeviceCalls(driver, TimeProvider.System, NullLogger.Instance);
            try
            {
                var reading = await calls.ReadAsync(RatedKw, TestContext.Current.CancellationToken);
                (reading.PowerKw is null || Math.Abs(reading.PowerKw.Value) <= 10 * RatedKw).ShouldBeTrue();
                (reading.TemperatureC is null or (> -100 and < 1_000)).ShouldBeTrue();
                await calls.LimitAsync(0, TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
                foreach (var write in map.Limit.Writes)
                    ((double)registers[write.Address]).ShouldBeInRange(write.Min, write.Max);
                read++;
            }
            catch (DeviceException e)
            {
                e.Message.ShouldNotContain("the driver failed");
                refused++;
            }
        }
        (read + refused).ShouldBe(MalformedMessageTests.Messages);
        read.ShouldBeGreaterThan(0);
    }
}
