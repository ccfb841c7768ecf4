using System.Buffers.Binary;
using System.Net.Sockets;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;
using DrEvents.Ven.Devices.Modbus.Maps;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Modbus;

public sealed class ModbusConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_server_that_nobody_here_wrote_is_read_and_written(bool isRtu, bool isRtuOverTcp)
    {
        await using var server = await ModbusServer.StartAsync(
            new Registers()
                .With(7, "holding", 100, 1, 2, 65535)
                .With(7, "input", 5, 42)
                .With(7, "coil", 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0)
                .With(7, "discrete", 3, 1),
            isRtu,
            isRtuOverTcp
        );
        await using var unit = Unit(server.Address, 7, Long);

        (await unit.ReadAsync(ModbusTable.Holding, 100, 3, Test)).ShouldBe([1, 2, 65535]);
        (await unit.ReadAsync(ModbusTable.Input, 5, 1, Test)).ShouldBe([42]);
        (await unit.ReadAsync(ModbusTable.Coil, 0, 10, Test)).ShouldBe([1, 0, 1, 1, 0, 0, 0, 0, 1, 0]);
        (await unit.ReadAsync(ModbusTable.Discrete, 3, 1, Test)).ShouldBe([1]);
        await unit.WriteAsync(100, [9], isSingle: true, Test);
        await unit.WriteAsync(101, [8, 7], isSingle: false, Test);
        await unit.SwitchAsync(1, true, Test);

        (await server.WritesAsync()).ShouldBe(["holding 100: 9", "holding 101: 8 7", "coil 1: 1"]);
        (await unit.ReadAsync(ModbusTable.Holding, 100, 3, Test)).ShouldBe([9, 8, 7]);
    }

    [Fact]
    public async Task An_exception_is_named_with_its_code_and_its_register()
    {
        await using var server = await ModbusServer.StartAsync(new Registers().With(1, "holding", 100, 1));
        await using var unit = Unit(server.Address, 1, Long);

        var refused = await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 200, 2, Test));
        refused.State.ShouldBe(DeviceState.Refused);
        refused.Message.ShouldContain("reading holding registers at 200: illegal data address (exception 2)");

        await using var nobody = Unit(server.Address, 9, Short);
        (await Should.ThrowAsync<DeviceException>(() => nobody.ReadAsync(ModbusTable.Holding, 100, 1, Test))).State.ShouldBe(
            DeviceState.Unreachable
        );
    }

    [Theory]
    [InlineData(1, nameof(DeviceState.Refused), "illegal function (exception 1)")]
    [InlineData(3, nameof(DeviceState.Refused), "illegal data value (exception 3)")]
    [InlineData(4, nameof(DeviceState.Refused), "device failure (exception 4)")]
    [InlineData(6, nameof(DeviceState.Refused), "busy (exception 6)")]
    [InlineData(11, nameof(DeviceState.Unreachable), "gateway's device does not answer (exception 11)")]
    [InlineData(99, nameof(DeviceState.Refused), "unknown exception (exception 99)")]
    public void What_an_exception_means_is_said(byte code, string state, string words)
    {
        var request = ModbusRequest.WriteOne(3, 40, 1);
        var refused = Should.Throw<DeviceException>(() => request.DataOf([0x86, code]).Length);
        refused.State.ToString().ShouldBe(state);
        refused.Message.ShouldBe("unit 3, writing register 40: " + words);
    }

    [Fact]
    public async Task Units_on_one_line_share_a_connection_and_ask_one_after_another()
    {
        var (asking, most) = (0, 0);
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                while (await ReadRequestAsync(stream, end) is { } request)
                {
                    most = Math.Max(most, Interlocked.Increment(ref asking));
                    await Task.Yield();
                    Interlocked.Decrement(ref asking);
                    await AnswerAsync(stream, request, request[6], end);
                }
            }
        );
        var connections = new ModbusConnections();
        var units = Enumerable.Range(1, 8).Select(u => Unit($"tcp://127.0.0.1:{device.Port}", (byte)u, Long, connections)).ToArray();

        var read = await Task.WhenAll(units.Select(u => u.ReadAsync(ModbusTable.Holding, 0, 1, Test)));

        read.Select(r => (int)r[0]).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        most.ShouldBe(1);
        device.Connections.ShouldBe(1);
        foreach (var unit in units)
            await unit.DisposeAsync();
    }

    [Fact]
    public async Task A_silent_unit_takes_time_from_its_neighbours_and_does_not_make_them_silent()
    {
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                while (await ReadRequestAsync(stream, end) is { } request)
                {
                    // Zeroes, as many as were asked for.
                    byte bytes = (byte)(2 * request[11]);
                    if (request[6] != 9)
                        await stream.WriteAsync(
                            (byte[])[request[0], request[1], 0, 0, 0, (byte)(3 + bytes), request[6], request[7], bytes, .. new byte[bytes]],
                            end
                        );
                }
            }
        );
        var (connections, address) = (new ModbusConnections(), $"tcp://127.0.0.1:{device.Port}");
        await using var silent = Unit(address, 9, DeviceTraits.CallUsually + Short + Short, connections);
        var (map, errors) = ShippedMaps.Find("heidelberg-energy-control");
        errors.ShouldBeEmpty();
        await using var neighbour = new ModbusDriver(map!, new MapPower(11, 3), Unit(address, 1, Short, connections), TimeProvider.System);
        var waiting = Should.ThrowAsync<DeviceException>(() => silent.ReadAsync(ModbusTable.Holding, 0, 1, Test));
        await Task.Delay(50, Test);
        var calls = new DeviceCalls(neighbour, TimeProvider.System, NullLogger.Instance);
        (await calls.ReadAsync(11, Test)).PowerKw.ShouldBe(0, "its own time-out is a tenth of what it waits for the line");
        (await waiting).Message.ShouldContain("no answer within 3.6 s");
    }

    [Fact]
    public async Task Each_unit_of_a_line_has_its_own_timeout()
    {
        await using var device = new FakeDevice((_, end) => Task.Delay(Timeout.Infinite, end));
        var (connections, address) = (new ModbusConnections(), $"tcp://127.0.0.1:{device.Port}");
        await using var patient = Unit(address, 1, Long, connections);
        await using var hasty = Unit(address, 2, Short, connections);
        (await Should.ThrowAsync<DeviceException>(() => hasty.ReadAsync(ModbusTable.Holding, 0, 1, Test))).Message.ShouldContain(
            "no answer within 0.3 s"
        );
        (patient.LineWait(2), hasty.LineWait(2)).ShouldBe((2 * Short, 2 * Long));
    }

    [Fact]
    public async Task A_call_has_the_time_that_its_unit_asks_for()
    {
        var (map, _) = ShippedMaps.Find("eastron-sdm630");
        await using var unit = Unit("tcp://127.0.0.1:502", 1, Long);
        new ModbusDriver(map!, new MapPower(11, 3), unit, TimeProvider.System).Traits.CallTimeout.ShouldBe(TimeSpan.FromSeconds(12));
        new ModbusMeter(map!, unit, isInverted: false).CallTimeout.ShouldBe(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task A_late_answer_is_dropped_and_not_taken_for_the_next_one()
    {
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                var first = await ReadRequestAsync(stream, end);
                var second = await ReadRequestAsync(stream, end);
                await AnswerAsync(stream, first!, 111, end);
                await AnswerAsync(stream, second!, 222, end);
                await Task.Delay(Timeout.Infinite, end);
            }
        );
        await using var unit = Unit($"tcp://127.0.0.1:{device.Port}", 1, Short);

        var silent = await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, Test));
        silent.State.ShouldBe(DeviceState.Unreachable);
        silent.Message.ShouldContain("no answer within 0.3 s");

        (await unit.ReadAsync(ModbusTable.Holding, 0, 1, Test)).ShouldBe([222]);
        device.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_that_is_silent_twice_or_closed_is_opened_anew_by_the_next_call()
    {
        var talks = 0;
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                if (Interlocked.Increment(ref talks) == 1)
                    await Task.Delay(Timeout.Infinite, end);
                if (await ReadRequestAsync(stream, end) is { } request)
                    await AnswerAsync(stream, request, (ushort)talks, end);
            }
        );
        await using var unit = Unit($"tcp://127.0.0.1:{device.Port}", 1, Short);

        await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, Test));
        await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, Test));
        (await unit.ReadAsync(ModbusTable.Holding, 0, 1, Test)).ShouldBe([2]);
        // The device has closed it after its answer.
        (await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, Test))).State.ShouldBe(
            DeviceState.Unreachable
        );
        (await unit.ReadAsync(ModbusTable.Holding, 0, 1, Test)).ShouldBe([3]);
    }

    [Theory]
    [InlineData(0, 42)]
    [InlineData(1, null)]
    public async Task An_answer_of_RTU_counts_by_its_checksum_and_noise_before_it_does_not(int damage, int? value)
    {
        await using var device = new FakeDevice(
            async (stream, end) =>
            {
                var request = new byte[8];
                await stream.ReadExactlyAsync(request, end);
                byte[] body = [1, 3, 2, 0, 42];
                var crc = Crc16.Modbus(body);
                // An adapter that hears itself, a stray byte, the answer.
                await stream.WriteAsync((byte[])[.. request, 0xFF, .. body, (byte)(crc ^ damage), (byte)(crc >> 8)], end);
                await Task.Delay(Timeout.Infinite, end);
            }
        );
        await using var unit = Unit($"rtu+tcp://127.0.0.1:{device.Port}", 1, value is null ? Short : Long);
        if (value is { } expected)
            (await unit.ReadAsync(ModbusTable.Holding, 0, 1, Test)).ShouldBe([(ushort)expected]);
        else
            (await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, Test))).State.ShouldBe(
                DeviceState.Unreachable
            );
    }

    [Fact]
    public async Task Who_gives_up_waiting_gets_no_more_than_that()
    {
        await using var device = new FakeDevice((_, end) => Task.Delay(Timeout.Infinite, end));
        await using var unit = Unit($"tcp://127.0.0.1:{device.Port}", 1, Long);
        using var patience = new CancellationTokenSource(50);

        await Should.ThrowAsync<OperationCanceledException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, patience.Token));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_unreachable()
    {
        await using var unit = Unit($"tcp://127.0.0.1:{FreePort.Take()}", 1, Long);
        (await Should.ThrowAsync<DeviceException>(() => unit.ReadAsync(ModbusTable.Holding, 0, 1, Test))).State.ShouldBe(
            DeviceState.Unreachable
        );

        await using var serial = Unit("serial:/dev/there-is-none:9600:8E1", 1, Long);
        (await Should.ThrowAsync<DeviceException>(() => serial.ReadAsync(ModbusTable.Holding, 0, 1, Test))).Message.ShouldContain(
            "/dev/there-is-none cannot be opened"
        );
    }

    [Theory]
    [InlineData("tcp://10.0.0.5", "10.0.0.5:502", false)]
    [InlineData("tcp://meter.local:1502", "meter.local:1502", false)]
    [InlineData("tcp://[fe80::1]:502", "[fe80::1]:502", false)]
    [InlineData("rtu+tcp://10.0.0.5:8899", "10.0.0.5:8899", true)]
    [InlineData("serial:/dev/ttyUSB0:19200:8E1", "/dev/ttyUSB0", true)]
    public void An_address_is_read(string text, string name, bool isRtu)
    {
        var address = LineAddress.Parse(text).ShouldNotBeNull();
        address.Line.Name.ShouldBe(name);
        address.IsRtu.ShouldBe(isRtu);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.5")]
    [InlineData("http://10.0.0.5")]
    [InlineData("rtu+tcp://10.0.0.5")]
    [InlineData("tcp://10.0.0.5/path")]
    [InlineData("serial:/dev/ttyUSB0")]
    [InlineData("serial:/dev/ttyUSB0:9600:8X1")]
    [InlineData("serial:/dev/ttyUSB0:1:8N1")]
    [InlineData("serial:ttyUSB0:9600:8N1")]
    public void What_is_no_address_is_none(string text) => LineAddress.Parse(text).ShouldBeNull();

    internal static ModbusUnit Unit(string address, byte unit, TimeSpan timeout, ModbusConnections? connections = null) =>
        new(connections ?? new ModbusConnections(), LineAddress.Parse(address)!, unit, timeout, TimeProvider.System);

    private static async Task<byte[]?> ReadRequestAsync(NetworkStream stream, CancellationToken end)
    {
        var request = new byte[12];
        return await stream.ReadAtLeastAsync(request, 12, throwOnEndOfStream: false, end) == 12 ? request : null;
    }

    private static ValueTask AnswerAsync(NetworkStream stream, byte[] request, ushort value, CancellationToken end)
    {
        byte[] answer = [request[0], request[1], 0, 0, 0, 5, request[6], request[7], 2, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(9), value);
        return stream.WriteAsync(answer, end);
    }
}
