using System.Text.Json;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>Reads a register map; the fields are those of ops/docs/modbus.md.</summary>
internal static class RegisterMapReader
{
    private const int GroupsMax = 32;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The map, or all that is wrong with it, each naming its field.</summary>
    public static (RegisterMap? Map, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, ["no JSON object"]);
            var errors = new List<string>();
            var map = ReadMap(new MapFields(document.RootElement, "", errors));
            return errors.Count == 0 ? (map, []) : (null, errors);
        }
        catch (JsonException e)
        {
            return (null, ["no JSON: " + e.Message]);
        }
    }

    private static RegisterMap ReadMap(MapFields top)
    {
        var name = top.Text("name");
        top.Text("source");
        top.Text("tried");
        var readIntervalS = top.Number("readIntervalS", 2, 0.2, 3600);
        var phases = top.Whole("phases", 1, 1, 3);
        var order = new WordOrder(top.Flag("lowWordFirst"), top.Flag("lowByteFirst"));
        var reads = ReadGroups(top);
        var values = ReadValues(top.Object("values"), order, reads);
        var limit = top.Has("limit") ? MapLimitReader.Read(top.Object("limit"), order) : null;
        top.EndOfFields();
        return new RegisterMap(name, reads, values, limit) { ReadInterval = TimeSpan.FromSeconds(readIntervalS), Phases = phases };
    }

    private static List<ReadGroup> ReadGroups(MapFields top)
    {
        var groups = new List<ReadGroup>();
        foreach (var group in top.Objects("reads"))
        {
            var table = RegisterReader.Table(group);
            var isBits = table is ModbusTable.Coil or ModbusTable.Discrete;
            var address = RegisterReader.Address(group);
            var count = group.Whole("count", 1, 1, isBits ? 2000 : ModbusRequest.ReadMax);
            if (address + count > 65_536)
                group.Fail("count", "goes past register 65535");
            groups.Add(new ReadGroup(table, address, count));
            group.EndOfFields();
        }
        if (groups.Count > GroupsMax)
            top.Fail("reads", $"more than {GroupsMax}");
        return groups;
    }

    private static Dictionary<string, MapRegister> ReadValues(MapFields values, WordOrder order, List<ReadGroup> reads)
    {
        var read = new Dictionary<string, MapRegister>(StringComparer.Ordinal);
        foreach (var (name, quantity) in MapValues.All)
        {
            if (!values.Has(name))
                continue;
            var value = values.Object(name);
            var register = RegisterReader.Read(value, order);
            if (register.Unit.Quantity != quantity)
                value.Fail("unit", $"is no unit of {quantity}");
            if (name == MapValues.IsOn)
                register = register with { On = value.Numbers("on") };
            if (!reads.Any(g => g.Holds(register.Table, register.Address, register.Count)))
                value.Fail("address", "lies in none of reads");
            if (register.ScaleRegister is { } scale && !reads.Any(g => g.Holds(register.Table, scale, 1)))
                value.Fail("scaleRegister", "lies in none of reads");
            value.EndOfFields();
            read[name] = register;
        }
        foreach (var unknown in values.Names.Except(MapValues.All.Keys))
            values.Fail(unknown, $"unknown value (known: {string.Join(", ", MapValues.All.Keys)})");
        return read;
    }
}
