using System.Text;
using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Maps;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>Devices with register maps, served by pymodbus.</summary>
public sealed class ModbusDriverTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_SDM630_is_read()
    {
        await using var server = await ModbusServer.StartAsync(
            new Registers()
                .With(1, "input", 12, [.. Registers.F32(1000), .. Registers.F32(-200), .. Registers.F32(500)])
                .With(1, "input", 18, new int[34])
                .With(1, "input", 52, Registers.F32(1300))
                .With(1, "input", 72, [.. Registers.F32(4711.5f), .. Registers.F32(12.25f)])
        );
        await using var meter = Meter(server, "eastron-sdm630");
        Near(await meter.ReadAsync(Test))
            .ShouldBe(
                new MeterReading(1.3)
                {
                    L1Kw = 1,
                    L2Kw = -0.2,
                    L3Kw = 0.5,
                    ImportKwh = 4711.5,
                    ExportKwh = 12.25,
                }
            );
    }

    [Fact]
    public async Task An_EM24_is_read_low_word_first()
    {
        static int[] Low(int value) => [.. Registers.S32(value).Reverse()];
        await using var server = await ModbusServer.StartAsync(
            new Registers()
                .With(1, "input", 18, [.. Low(10_000), .. Low(-2000), .. Low(int.MaxValue)])
                .With(1, "input", 40, Low(-123_456))
                .With(1, "input", 52, Low(987_654))
                .With(1, "input", 78, Low(21))
        );
        await using var meter = Meter(server, "carlo-gavazzi-em24-e1");
        Near(await meter.ReadAsync(Test))
            .ShouldBe(
                new MeterReading(-12.3456)
                {
                    L1Kw = 1,
                    L2Kw = -0.2,
                    ImportKwh = 98_765.4,
                    ExportKwh = 2.1,
                }
            );
    }

    [Fact]
    public async Task An_iEM3155_is_read()
    {
        await using var server = await ModbusServer.StartAsync(
            new Registers()
                .With(
                    1,
                    "holding",
                    3053,
                    [.. Registers.F32(1), .. Registers.F32(float.NaN), .. Registers.F32(0.5f), .. Registers.F32(1.5f)]
                )
                .With(1, "holding", 3203, [.. Registers.U64(8_000_000_001), .. Registers.U64(1 + (ulong)long.MaxValue)])
        );
        await using var meter = Meter(server, "schneider-iem3155");
        Near(await meter.ReadAsync(Test))
            .ShouldBe(
                new MeterReading(1.5)
                {
                    L1Kw = 1,
                    L3Kw = 0.5,
                    ImportKwh = 8_000_000.001,
                }
            );
    }

    [Fact]
    public async Task A_B23_is_read_and_what_it_has_not_is_null()
    {
        await using var server = await ModbusServer.StartAsync(
            new Registers()
                .With(
                    1,
                    "holding",
                    0x5B14,
                    [.. Registers.S32(150_000), .. Registers.S32(-50_000), .. Registers.S32(200_000), .. Registers.S32(int.MaxValue)]
                )
                .With(1, "holding", 0x5000, [.. Registers.U64(12_345_678), .. Registers.U64(ulong.MaxValue)])
        );
        await using var meter = Meter(server, "abb-b23");
        Near(await meter.ReadAsync(Test))
            .ShouldBe(
                new MeterReading(1.5)
                {
                    L1Kw = -0.5,
                    L2Kw = 2,
                    ImportKwh = 123_456.78,
                }
            );
    }

    [Fact]
    public async Task A_meter_that_has_no_power_to_tell_is_refused()
    {
        await using var server = await ModbusServer.StartAsync(
            new Registers()
                .With(1, "holding", 0x5B14, [.. Registers.S32(int.MaxValue), 0, 0, 0, 0, 0, 0])
                .With(1, "holding", 0x5000, new int[8])
        );
        await using var meter = Meter(server, "abb-b23");
        (await Should.ThrowAsync<DeviceException>(() => meter.ReadAsync(Test))).State.ShouldBe(DeviceState.Refused);
    }

    [Fact]
    public async Task A_wallbox_is_limited_by_its_current_and_forgets_by_its_own_timer()
    {
        await using var server = await WallboxAsync();
        await using var box = Load(server, "heidelberg-energy-control", 11);
        box.Traits.Forgetting.ShouldBe(LimitForgetting.ByDevice);
        box.Traits.LeastKw.ShouldBe(4.14, 0.001);
        box.Traits.CanBeOff.ShouldBeTrue();
        (await box.ReadAsync(Test)).ShouldBe(
            new DeviceReading(7.5)
            {
                IsLimitRead = true,
                IsOn = true,
                TemperatureC = 21.5,
            }
        );

        await box.LimitAsync(5, Minute, Test);
        (await server.WritesAsync()).ShouldBe(["holding 262: 160", "holding 257: 60000", "holding 261: 72"]);
        (await box.ReadAsync(Test)).LimitKw.ShouldBe(5);
        await server.SetAsync(1, "holding", 261, 70);
        (await box.ReadAsync(Test)).LimitKw.ShouldNotBeNull().ShouldBe(4.83, 0.001);
        await server.SetAsync(1, "holding", 261, 72);

        await box.LimitAsync(4, Minute, Test);
        (await server.GetAsync(1, "holding", 261, 1)).ShouldBe([0]);
        (await box.ReadAsync(Test)).LimitKw.ShouldBe(4);
        await box.LimitAsync(0, Minute, Test);
        (await box.ReadAsync(Test)).LimitKw.ShouldBe(0);

        await box.LimitAsync(99, TimeSpan.FromHours(9), Test);
        (await server.GetAsync(1, "holding", 257, 1)).ShouldBe([65_000]);
        (await server.GetAsync(1, "holding", 261, 1)).ShouldBe([160]);
        (await box.ReadAsync(Test)).LimitKw.ShouldBe(99);

        await box.LimitAsync(5, Minute, Test);
        await box.LimitAsync(null, Minute, Test);
        (await box.ReadAsync(Test)).LimitKw.ShouldBeNull();
        (await server.WritesAsync()).ShouldAllBe(w =>
            w.StartsWith("holding 257:") || w.StartsWith("holding 261:") || w == "holding 262: 160"
        );
    }

    [Fact]
    public async Task A_limit_that_was_there_before_counts_where_it_is_lower_and_is_put_back()
    {
        await using var server = await WallboxAsync();
        await using var box = Load(server, "heidelberg-energy-control", 11);
        box.Traits.ForgetsAfterMax.ShouldBe(TimeSpan.FromSeconds(65));
        await box.ReadAsync(Test);
        await server.SetAsync(1, "holding", 261, 100);
        var before = await box.ReadAsync(Test);
        (Math.Round(before.LimitKw!.Value, 3), before.IsLimitOthers).ShouldBe((6.9, true));

        await box.LimitAsync(9, Minute, Test);
        (await server.GetAsync(1, "holding", 261, 1)).ShouldBe([100]);
        (await box.ReadAsync(Test)).ShouldSatisfyAllConditions(r => r.LimitKw.ShouldBe(9), r => r.IsLimitOthers.ShouldBeFalse());
        await box.LimitAsync(5, Minute, Test);
        (await server.GetAsync(1, "holding", 261, 1)).ShouldBe([72]);
        await box.LimitAsync(null, Minute, Test);

        (await server.GetAsync(1, "holding", 257, 1)).ShouldBe([15_000]);
        (await server.GetAsync(1, "holding", 261, 1)).ShouldBe([100]);
        (await box.ReadAsync(Test)).IsLimitOthers.ShouldBeTrue();
        // What the owner sets amid a limit of the VEN's is what is put back.
        await box.LimitAsync(5, Minute, Test);
        await server.SetAsync(1, "holding", 261, 80);
        await box.ReadAsync(Test);
        await box.LimitAsync(4.5, Minute, Test);
        await box.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "holding", 261, 1)).ShouldBe([80]);
    }

    [Fact]
    public async Task What_the_device_holds_already_is_not_written_again()
    {
        await using var server = await ModbusServer.StartAsync(new Registers().With(1, "input", 5000, 2).With(1, "holding", 4000, 1, 0, 0));
        await using var pump = Load(server, "stiebel-eltron-isg", 3);
        (await pump.ReadAsync(Test)).ShouldBe(new DeviceReading(null) { IsLimitRead = true, IsOn = true });

        await pump.LimitAsync(null, Minute, Test);
        (await server.WritesAsync()).ShouldBeEmpty();
        await pump.LimitAsync(1, Minute, Test);
        await pump.LimitAsync(0, Minute, Test);
        (await server.WritesAsync()).ShouldBe(["holding 4001: 1"]);
        (await pump.ReadAsync(Test)).LimitKw.ShouldBe(0);

        await pump.LimitAsync(3, Minute, Test);
        (await server.WritesAsync()).ShouldBe(["holding 4001: 1", "holding 4001: 0"]);
        (await pump.ReadAsync(Test)).LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task A_heat_pump_rests_between_locks_and_has_to_run_after_two_hours()
    {
        await using var server = await ModbusServer.StartAsync(new Registers().With(1, "input", 5000, 2).With(1, "holding", 4000, 1, 0, 0));
        var time = new FakeTimeProvider();
        var build = Kind.ReadDevice(Fields(server.Address, "stiebel-eltron-isg"), new LoadDescription("x", "X", LoadTypes.Hvac, 3, 1));
        await using var pump = build.ShouldNotBeNull()(new DeviceContext(time, NullLoggerFactory.Instance));
        (pump.Traits.LeastOn, pump.Traits.LeastOff).ShouldBe((10 * Minute, 10 * Minute));

        await pump.LimitAsync(0, Minute, Test);
        (await pump.ReadAsync(Test)).IsUrgent.ShouldBeFalse();
        time.Advance(119 * Minute);
        (await pump.ReadAsync(Test)).IsUrgent.ShouldBeFalse();
        time.Advance(Minute);
        (await pump.ReadAsync(Test)).IsUrgent.ShouldBeTrue();
        await pump.LimitAsync(null, Minute, Test);
        (await pump.ReadAsync(Test)).IsUrgent.ShouldBeFalse();
    }

    [Fact]
    public async Task A_device_that_does_not_hold_what_was_written_has_refused()
    {
        // It takes every write and keeps to what it had.
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                var request = new byte[12];
                while (await stream.ReadAtLeastAsync(request, 12, throwOnEndOfStream: false, end) == 12)
                {
                    byte[] answer = request[7] == 6 ? request : [.. request[..5], 5, 1, request[7], 2, 0, 160];
                    await stream.WriteAsync(answer, end);
                }
            }
        );
        await using var box = Load($"tcp://127.0.0.1:{device.Port}", "heidelberg-energy-control", 11);
        var refused = await Should.ThrowAsync<DeviceException>(() => box.LimitAsync(5, Minute, Test));
        refused.State.ShouldBe(DeviceState.Refused);
        refused.Message.ShouldContain("register 257 holds 160 after 60000 was written");
    }

    [Fact]
    public async Task A_release_is_written_to_a_device_that_cannot_be_read()
    {
        var written = new List<byte[]>();
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                var request = new byte[12];
                while (await stream.ReadAtLeastAsync(request, 12, throwOnEndOfStream: false, end) == 12)
                {
                    if (request[7] == 6)
                        written.Add(request[8..12]);
                    await stream.WriteAsync((byte[])[.. request[..5], 3, 1, (byte)(request[7] | 0x80), 4], end);
                }
            }
        );
        await using var box = Load($"tcp://127.0.0.1:{device.Port}", "heidelberg-energy-control", 11);
        box.MayBeLimited();
        var refused = await Should.ThrowAsync<DeviceException>(() => box.LimitAsync(5, Minute, Test));
        written.ShouldBeEmpty("a limit is not written blindly");
        refused = await Should.ThrowAsync<DeviceException>(() => box.LimitAsync(null, Minute, Test));
        written.ShouldHaveSingleItem().ShouldBe([261 >> 8, 261 & 0xFF, 0, 160]);
        refused.State.ShouldBe(DeviceState.Refused);
    }

    [Fact]
    public async Task A_limit_that_the_device_does_not_tell_is_remembered_and_written_no_more_often_than_its_map_says()
    {
        const string Map = """
            {
              "name": "x", "source": "x", "tried": "x",
              "reads": [{ "address": 10 }], "values": { "power": { "address": 10, "unit": "W" } },
              "limit": {
                "writes": [{ "address": 20, "minimum": 0, "maximum": 100 }, { "table": "coil", "address": 3, "minimum": 0, "maximum": 1 }],
                "leastIntervalS": 60, "writesADay": 500,
                "set": [
                  { "address": 20, "write": "limit", "unit": "%", "minimum": 0, "maximum": 100, "writeOnly": true },
                  { "table": "coil", "type": "bit", "address": 3, "write": 1 }
                ],
                "clear": [{ "table": "coil", "type": "bit", "address": 3, "write": 0 }]
              }
            }
            """;
        var (map, errors) = RegisterMapReader.Read(Encoding.UTF8.GetBytes(Map));
        errors.ShouldBeEmpty();
        await using var server = await ModbusServer.StartAsync(
            new Registers().With(1, "holding", 10, 1500).With(1, "holding", 20, 100).With(1, "coil", 3, 0)
        );
        var time = new FakeTimeProvider();
        var unit = ModbusConnectionTests.Unit(server.Address, 1, TimeSpan.FromSeconds(10));
        await using var load = new ModbusDriver(map!, new MapPower(4, 1), unit, time);
        load.Traits.WritesADayMax.ShouldBe(500);
        load.Traits.Forgetting.ShouldBe(LimitForgetting.ByWatchdog);

        await load.LimitAsync(1.99, Minute, Test);
        (await server.WritesAsync()).ShouldBe(["holding 20: 49", "coil 3: 1"]);
        (await load.ReadAsync(Test)).ShouldBe(new DeviceReading(1.5) { LimitKw = 1.99 });

        time.Advance(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<DeviceException>(() => load.LimitAsync(1, Minute, Test))).Message.ShouldContain("every 60 s at most");
        (await load.ReadAsync(Test)).LimitKw.ShouldBe(1.99, "what was refused is not on it");
        await load.LimitAsync(null, Minute, Test);
        (await server.GetAsync(1, "coil", 3, 1)).ShouldBe([0]);
        (await load.ReadAsync(Test)).LimitKw.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"address\":\"10.0.0.1\"", "address: '10.0.0.1' is none of tcp://")]
    [InlineData("\"address\":\"rtu+tcp://a:1\",\"unit\":0", "unit: 0 is no number from 1 to 247")]
    [InlineData("\"address\":\"tcp://a\",\"unit\":256", "unit: 256 is no number from 0 to 255")]
    [InlineData("\"address\":\"tcp://a\",\"map\":\"none\"", "map: 'none' is neither a file nor one of abb-b23")]
    public void What_is_wrong_in_the_homes_file_is_named(string fields, string error)
    {
        var errors = new List<string>();
        new ModbusKind(new ModbusConnections()).ReadMeter(new StrictFields(JsonDocument.Parse($"{{{fields}}}").RootElement, "", errors));
        errors.ShouldContain(e => e.StartsWith(error, StringComparison.Ordinal));
    }

    /// <summary>Without the last digits, which are those of binary fractions.</summary>
    private static MeterReading Near(MeterReading reading)
    {
        static double? Round(double? value) => value is { } v ? Math.Round(v, 4) : null;
        return new MeterReading(Math.Round(reading.PowerKw, 4))
        {
            L1Kw = Round(reading.L1Kw),
            L2Kw = Round(reading.L2Kw),
            L3Kw = Round(reading.L3Kw),
            ImportKwh = Round(reading.ImportKwh),
            ExportKwh = Round(reading.ExportKwh),
        };
    }

    private static Task<ModbusServer> WallboxAsync() =>
        ModbusServer.StartAsync(
            new Registers()
                .With(1, "input", 5, 7, 110, 110, 110, 215, 230, 230, 230, 1, 7500, 0, 0, 0, 0)
                .With(1, "holding", 257, 15_000, 4, 1, 0, 160, 60)
        );

    private static IMeterDriver Meter(ModbusServer server, string map) =>
        Kind.ReadMeter(Fields(server.Address, map)).ShouldNotBeNull()(Context);

    private static IDeviceDriver Load(ModbusServer server, string map, double ratedKw) => Load(server.Address, map, ratedKw);

    private static IDeviceDriver Load(string address, string map, double ratedKw) =>
        Kind.ReadDevice(Fields(address, map), new LoadDescription("x", "X", LoadTypes.Circuit, ratedKw, 1)).ShouldNotBeNull()(Context);

    private static ModbusKind Kind => new(new ModbusConnections());

    private static DeviceContext Context => new(TimeProvider.System, NullLoggerFactory.Instance);

    private static StrictFields Fields(string address, string map) =>
        new(JsonDocument.Parse($$"""{"address":"{{address}}","map":"{{map}}","timeoutS":10}""").RootElement, "", []);
}
