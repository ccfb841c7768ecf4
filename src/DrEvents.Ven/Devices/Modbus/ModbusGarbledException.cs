namespace DrEvents.Ven.Devices.Modbus;

/// <summary>Bytes that are no frame of Modbus: the connection cannot be used any more, since nobody knows where the next frame begins.</summary>
internal sealed class ModbusGarbledException(string message) : Exception(message);
