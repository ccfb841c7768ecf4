namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>Words and bytes of the values of a map.</summary>
internal readonly record struct WordOrder(bool IsLowWordFirst, bool IsLowByteFirst);

/// <summary>Reads where a value is, and how it is written there.</summary>
internal static class RegisterReader
{
    private const double ScaleMax = 1e9;

    private static readonly Dictionary<string, ModbusTable> Tables = new(StringComparer.Ordinal)
    {
        ["coil"] = ModbusTable.Coil,
        ["discrete"] = ModbusTable.Discrete,
        ["holding"] = ModbusTable.Holding,
        ["input"] = ModbusTable.Input,
    };

    private static readonly Dictionary<string, RegisterType> Types = new(StringComparer.Ordinal)
    {
        ["s16"] = RegisterType.S16,
        ["u16"] = RegisterType.U16,
        ["s32"] = RegisterType.S32,
        ["u32"] = RegisterType.U32,
        ["s64"] = RegisterType.S64,
        ["u64"] = RegisterType.U64,
        ["f32"] = RegisterType.F32,
        ["bit"] = RegisterType.Bit,
    };

    /// <summary>The table of a value or a group; <c>holding</c> where none is named.</summary>
    public static ModbusTable Table(MapFields fields) => OneOf(fields, "table", "holding", Tables);

    /// <summary>An address as it goes over the line, counted from 0.</summary>
    public static int Address(MapFields fields)
    {
        var address = fields.Number("address", 0, 65_535);
        if (address != Math.Floor(address))
            fields.Fail("address", "no whole number");
        return (int)address;
    }

    /// <summary>A value. Fields that nobody asked for are left to the caller.</summary>
    public static MapRegister Read(MapFields fields, WordOrder order)
    {
        var table = Table(fields);
        var type = OneOf(fields, "type", "u16", Types);
        var scale = fields.Number("scale", 1, -ScaleMax, ScaleMax);
        if (scale == 0)
            fields.Fail("scale", "is 0");
        if (type == RegisterType.Bit != table is ModbusTable.Coil or ModbusTable.Discrete)
            fields.Fail("type", "bit belongs to the tables coil and discrete, and nothing else does");
        var register = new MapRegister(table, Address(fields), type, OneOf(fields, "unit", "1", RegisterUnit.All))
        {
            IsLowWordFirst = fields.Has("lowWordFirst") ? fields.Flag("lowWordFirst") : order.IsLowWordFirst,
            IsLowByteFirst = fields.Has("lowByteFirst") ? fields.Flag("lowByteFirst") : order.IsLowByteFirst,
            Scale = scale,
            ScaleRegister = (int?)fields.NumberOrNone("scaleRegister", 0, 65_535),
            Sentinels = fields.Numbers("sentinels"),
        };
        if (register.Address + register.Count > 65_536)
            fields.Fail("address", "goes past register 65535");
        return register;
    }

    private static T OneOf<T>(MapFields fields, string name, string without, IReadOnlyDictionary<string, T> known)
    {
        var text = fields.Text(name, without);
        if (known.TryGetValue(text, out var value))
            return value;
        if (text.Length > 0)
            fields.Fail(name, $"'{text}' is none of {string.Join(", ", known.Keys)}");
        return known[without];
    }
}
