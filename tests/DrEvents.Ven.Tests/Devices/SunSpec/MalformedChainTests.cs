using System.Buffers.Binary;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

/// <summary>Chains of models whose registers were changed at random: each is a device's fault, or read as what can be.</summary>
public sealed class MalformedChainTests
{
    private const double RatedKw = 10;
    private static readonly int[] Special = [0, 1, 2, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 103, 123, 124, 160, 704, 713];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chain_that_says_anything_is_read_as_what_can_be_or_not_at_all(bool isBattery)
    {
        var chain = SunSpecDriverTests.Inverter(new SunSpecChain()).Model(703, ("ES", 1));
        if (isBattery)
            chain.Model(
                124,
                ("WChaMax", 5000),
                ("WChaMax_SF", 0),
                ("StorCtl_Mod", 0),
                ("ChaState", 635),
                ("ChaState_SF", 0xFFFF),
                ("InWRte", 0),
                ("InOutWRte_RvrtTms", 0),
                ("InOutWRte_SF", 0)
            );
        var good = chain.Build().All.ToDictionary(r => r.Address, r => (ushort)r.Value);
        var addresses = good.Keys.Order().ToArray();
        var random = new Random(16);
        var (read, refused) = (0, 0);
        for (var i = 0; i < MalformedMessageTests.Messages; i++)
        {
            var registers = new Dictionary<int, ushort>(good);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                registers[addresses[random.Next(addresses.Length)]] = (ushort)(
                    random.Next(2) == 0 ? Special[random.Next(Special.Length)] : random.Next(65_536)
                );
            var line = new ScriptedLine();
            line.Next(sent => Answer(registers, sent));
            var unit = new ModbusUnit(
                new ModbusConnections(),
                new LineAddress(line, IsRtu: false),
                1,
                TimeSpan.FromSeconds(10),
                TimeProvider.System
            );
            await using var driver = new SunSpecDriver(new SunSpecDevice(unit), isBattery, RatedKw, TimeProvider.System);
            var calls = new DeviceCalls(driver, TimeProvider.System, NullLogger.Instance);
            try
            {
                var reading = await calls.ReadAsync(RatedKw, TestContext.Current.CancellationToken);
                (reading.PowerKw is null || Math.Abs(reading.PowerKw.Value) <= 10 * RatedKw).ShouldBeTrue();
                (reading.StateOfChargePercent is null or (>= 0 and <= 100)).ShouldBeTrue();
                await calls.LimitAsync(-3, TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
                read++;
            }
            catch (DeviceException e)
            {
                e.Message.ShouldNotContain("the driver failed");
                refused++;
            }
        }
        (read + refused).ShouldBe(MalformedMessageTests.Messages);
        refused.ShouldBeGreaterThan(MalformedMessageTests.Messages / 10);
    }

    /// <summary>A server of Modbus TCP that has these registers and no others, in each of its tables.</summary>
    internal static byte[] Answer(Dictionary<int, ushort> registers, byte[] sent)
    {
        var (address, count) = (
            BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(8)),
            BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(10))
        );
        byte[] head = [.. sent[..4], 0];
        switch (sent[7])
        {
            case 3 or 4 when Enumerable.Range(address, count).All(registers.ContainsKey):
                var values = Enumerable.Range(address, count).SelectMany(a => new[] { (byte)(registers[a] >> 8), (byte)registers[a] });
                return [.. head, (byte)(3 + (2 * count)), 1, sent[7], (byte)(2 * count), .. values];
            case 6 when registers.ContainsKey(address):
                registers[address] = (ushort)count;
                return [.. head, 6, 1, .. sent[7..12]];
            case 16 when Enumerable.Range(address, count).All(registers.ContainsKey):
                for (var i = 0; i < count; i++)
                    registers[address + i] = BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(13 + (2 * i)));
                return [.. head, 6, 1, 16, .. sent[8..12]];
            default:
                return [.. head, 3, 1, (byte)(sent[7] | 0x80), 2];
        }
    }
}
