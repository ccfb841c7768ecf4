using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>The check values of the catalogue of checksums: of the digits 1 to 9.</summary>
public sealed class Crc16Tests
{
    [Fact]
    public void Each_checksum_is_that_of_the_catalogue()
    {
        Crc16.Modbus("123456789"u8).ShouldBe((ushort)0x4B37);
        Crc16.Arc("123456789"u8).ShouldBe((ushort)0xBB3D);
        Crc16.X25("123456789"u8).ShouldBe((ushort)0x906E);
        Crc16.Kermit("123456789"u8).ShouldBe((ushort)0x2189);
    }
}
