using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Testing;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>A Modbus server of pymodbus, which nobody here wrote, with the registers that a test gives it.</summary>
internal sealed class ModbusServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private ModbusServer(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>How a home's file names it.</summary>
    public string Address { get; }

    /// <summary>Starts one; over pseudo terminals where it is RTU, with frames of RTU over TCP where it is that.</summary>
    public static async Task<ModbusServer> StartAsync(Registers registers, bool isRtu = false, bool isRtuOverTcp = false)
    {
        var start = new ProcessStartInfo(Python, Repository.PathOf("tests/DrEvents.Ven.Tests/Devices/Modbus/modbus-server.py"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var settings = new JsonObject
        {
            ["rtu"] = isRtu,
            ["rtuOverTcp"] = isRtuOverTcp,
            ["units"] = registers.ToJson(),
        };
        string? line = null;
        try
        {
            await process.StandardInput.WriteLineAsync(settings.ToJsonString());
            await process.StandardInput.FlushAsync();
            line = await process.StandardOutput.ReadLineAsync();
        }
        catch (IOException)
        {
            // It has ended; why is below.
        }
        if (line is null)
            Assert.Fail(
                "No Modbus server: Debian's python3-pymodbus with python3-serial and python3-serial-asyncio has to be installed.\n"
                    + await errors
            );
        var said = JsonDocument.Parse(line).RootElement;
        return new ModbusServer(
            process,
            isRtu
                ? $"serial:{said.GetProperty("device").GetString()}:19200:8N1"
                : $"{(isRtuOverTcp ? "rtu+" : "")}tcp://127.0.0.1:{said.GetProperty("port").GetInt32()}"
        );
    }

    /// <summary>Puts values into registers, as the device does by itself.</summary>
    public Task SetAsync(int unit, string table, int address, params int[] values) =>
        AskAsync(
            new JsonObject
            {
                ["op"] = "set",
                ["unit"] = unit,
                ["table"] = table,
                ["address"] = address,
                ["values"] = new JsonArray([.. values.Select(v => (JsonNode)v)]),
            }
        );

    /// <summary>What registers hold.</summary>
    public async Task<int[]> GetAsync(int unit, string table, int address, int count)
    {
        var said = await AskAsync(
            new JsonObject
            {
                ["op"] = "get",
                ["unit"] = unit,
                ["table"] = table,
                ["address"] = address,
                ["count"] = count,
            }
        );
        return [.. said.GetProperty("values").EnumerateArray().Select(v => v.GetInt32())];
    }

    /// <summary>The registers that were written over Modbus, in their order, each as "table address: values".</summary>
    public async Task<string[]> WritesAsync()
    {
        var said = await AskAsync(new JsonObject { ["op"] = "writes" });
        return
        [
            .. said.GetProperty("writes")
                .EnumerateArray()
                .Select(w => $"{w[1].GetString()} {w[2].GetInt32()}: {string.Join(' ', w[3].EnumerateArray().Select(v => v.GetInt32()))}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }

    private async Task<JsonElement> AskAsync(JsonObject ask)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(ask.ToJsonString());
            await _process.StandardInput.FlushAsync();
            return JsonDocument.Parse((await _process.StandardOutput.ReadLineAsync())!).RootElement;
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>The registers of simulated devices.</summary>
internal sealed class Registers
{
    private readonly Dictionary<(int Unit, string Table), SortedDictionary<int, int[]>> _tables = [];

    /// <summary>Adds registers that follow each other.</summary>
    public Registers With(int unit, string table, int address, params int[] values)
    {
        if (!_tables.TryGetValue((unit, table), out var registers))
            _tables[(unit, table)] = registers = [];
        registers[address] = values;
        return this;
    }

    /// <summary>All registers, one by one.</summary>
    public IEnumerable<(int Unit, string Table, int Address, int Value)> All =>
        from table in _tables
        from registers in table.Value
        from place in Enumerable.Range(0, registers.Value.Length)
        select (table.Key.Unit, table.Key.Table, registers.Key + place, registers.Value[place]);

    /// <summary>The two registers of a single-precision number.</summary>
    public static int[] F32(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return [(int)(bits >> 16), (int)(bits & 0xFFFF)];
    }

    /// <summary>The two registers of a whole number, the high one first.</summary>
    public static int[] S32(int value) => [(int)((uint)value >> 16), (int)((uint)value & 0xFFFF)];

    /// <summary>The four registers of a whole number, the high one first.</summary>
    public static int[] U64(ulong value) => [.. new[] { 48, 32, 16, 0 }.Select(shift => (int)((value >> shift) & 0xFFFF))];

    internal JsonObject ToJson()
    {
        var units = new JsonObject();
        foreach (var unit in _tables.GroupBy(t => t.Key.Unit))
        {
            var tables = new JsonObject();
            foreach (var ((_, table), registers) in unit)
            {
                var json = new JsonObject();
                foreach (var (address, values) in registers)
                    json[$"{address}"] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
                tables[table] = json;
            }
            units[$"{unit.Key}"] = tables;
        }
        return units;
    }
}
