namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>How registers hold a value.</summary>
internal enum RegisterType
{
    /// <summary>Signed, one register.</summary>
    S16,

    /// <summary>Unsigned, one register.</summary>
    U16,

    /// <summary>Signed, two registers.</summary>
    S32,

    /// <summary>Unsigned, two registers.</summary>
    U32,

    /// <summary>Signed, four registers.</summary>
    S64,

    /// <summary>Unsigned, four registers.</summary>
    U64,

    /// <summary>IEEE 754 single precision, two registers.</summary>
    F32,

    /// <summary>One bit of a table of bits.</summary>
    Bit,
}
