using System.Globalization;
using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

/// <summary>Drivers whose devices go wrong at random: silent, late, half, nonsense, exceptions, sentinels, connections that end.</summary>
public sealed class FaultTests
{
    private const int FaultsWanted = 60;

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_goes_wrong_a_driver_says_so_and_nothing_is_written_but_its_limit(int seed)
    {
        var chain = SunSpecDriverTests.Inverter(new SunSpecChain());
        var registers = chain.Build(1).With(2, "input", 5, 7, 110, 110, 110, 215, 230, 230, 230, 1, 7500, 0, 0, 0, 0);
        await using var server = await ModbusServer.StartAsync(registers.With(2, "holding", 257, 15_000, 4, 1, 0, 160, 160));
        await using var line = new FaultyLine(new Uri(server.Address).Port, seed);
        await using var inverter = Load(new SunSpecKind(new ModbusConnections()), line, 1, "", LoadTypes.Pv, 10);
        await using var box = Load(
            new ModbusKind(new ModbusConnections()),
            line,
            2,
            ",\"map\":\"heidelberg-energy-control\"",
            LoadTypes.Ev,
            11
        );
        var random = new Random(seed);

        for (var i = 0; line.Faults < FaultsWanted; i++)
        {
            i.ShouldBeLessThan(5000);
            var driver = i % 2 == 0 ? inverter : box;
            try
            {
                if (random.Next(2) == 0)
                    await driver.ReadAsync(Test);
                else
                    await driver.LimitAsync(LimitKw(random, driver == inverter), TimeSpan.FromSeconds(random.Next(1, 1000)), Test);
            }
            catch (DeviceException)
            {
                // The only failure that a driver may have.
            }
        }

        line.IsFaulty = false;
        await SettledAsync(inverter, -3);
        await SettledAsync(box, 5);
        await SettledAsync(inverter, null);
        await SettledAsync(box, null);
        foreach (var write in await server.WritesAsync())
        {
            var words = write.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            var value = int.Parse(words[2], CultureInfo.InvariantCulture);
            var address = int.Parse(words[1], CultureInfo.InvariantCulture);
            (
                address == 257 ? value is >= 15_000 and <= 65_000
                : address == 261 ? value is 0 or (>= 60 and <= 160)
                : address == 262 ? value == 160
                : address == chain.AddressOf(123, "WMaxLimPct") ? value is >= 0 and <= 1000
                : address == chain.AddressOf(123, "WMaxLimPct_RvrtTms") ? value is >= 1 and <= 1000
                : address == chain.AddressOf(123, "WMaxLim_Ena") && value is 0 or 1
            ).ShouldBeTrue(write);
            words.Length.ShouldBe(3, write);
        }
    }

    private static double? LimitKw(Random random, bool isInverter) =>
        random.Next(3) == 0 ? null
        : isInverter ? -random.Next(12)
        : random.Next(13);

    /// <summary>After the faults the next calls work: one may find the connection that the last fault left behind.</summary>
    private static async Task SettledAsync(IDeviceDriver driver, double? kw)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await driver.LimitAsync(kw, TimeSpan.FromMinutes(1), Test);
                var reading = await driver.ReadAsync(Test);
                if (kw is { } limit)
                    reading.LimitKw.ShouldNotBeNull().ShouldBe(limit, 0.1);
                else
                    reading.LimitKw.ShouldBeNull();
                return;
            }
            catch (DeviceException) when (attempt < 20)
            {
                // Once more.
            }
        }
    }

    private static IDeviceDriver Load(IDeviceKind kind, FaultyLine line, int unit, string more, string type, double ratedKw)
    {
        var fields = JsonDocument.Parse($$"""{"address":"{{line.Address}}","unit":{{unit}},"timeoutS":0.1{{more}}}""");
        var load = new LoadDescription("x", "X", type, ratedKw, 1);
        return kind.ReadDevice(new StrictFields(fields.RootElement, "", []), load)!(
            new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance)
        );
    }
}
