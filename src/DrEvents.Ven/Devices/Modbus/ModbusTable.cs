namespace DrEvents.Ven.Devices.Modbus;

/// <summary>The four tables of a Modbus device; each is read by a function of its own.</summary>
internal enum ModbusTable
{
    /// <summary>Bits that can be written (function 1).</summary>
    Coil = 1,

    /// <summary>Bits that are only read (function 2).</summary>
    Discrete = 2,

    /// <summary>Registers of 16 bits that can be written (function 3).</summary>
    Holding = 3,

    /// <summary>Registers of 16 bits that are only read (function 4).</summary>
    Input = 4,
}
