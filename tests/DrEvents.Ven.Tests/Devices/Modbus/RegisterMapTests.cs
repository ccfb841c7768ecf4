using System.Text;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Maps;

namespace DrEvents.Ven.Tests.Devices.Modbus;

public sealed class RegisterMapTests
{
    private static readonly RegisterUnit Number = RegisterUnit.All["1"];

    [Theory]
    [InlineData(nameof(RegisterType.S16), false, false, new ushort[] { 0xFFFE }, -2)]
    [InlineData(nameof(RegisterType.U16), false, false, new ushort[] { 0xFFFE }, 65_534)]
    [InlineData(nameof(RegisterType.U16), false, true, new ushort[] { 0x0102 }, 0x0201)]
    [InlineData(nameof(RegisterType.S32), false, false, new ushort[] { 0xFFFF, 0xFFFE }, -2)]
    [InlineData(nameof(RegisterType.U32), false, false, new ushort[] { 0x0001, 0x0002 }, 65_538)]
    [InlineData(nameof(RegisterType.U32), true, false, new ushort[] { 0x0002, 0x0001 }, 65_538)]
    [InlineData(nameof(RegisterType.U32), true, true, new ushort[] { 0x0200, 0x0100 }, 65_538)]
    [InlineData(nameof(RegisterType.S64), false, false, new ushort[] { 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFE }, -2)]
    [InlineData(nameof(RegisterType.U64), true, false, new ushort[] { 3, 0, 1, 0 }, 4_294_967_299)]
    [InlineData(nameof(RegisterType.F32), false, false, new ushort[] { 0xC020, 0 }, -2.5)]
    public void A_value_is_read_and_written_in_its_order(string type, bool lowWord, bool lowByte, ushort[] registers, double raw)
    {
        var register = new MapRegister(ModbusTable.Holding, 0, Enum.Parse<RegisterType>(type), Number)
        {
            IsLowWordFirst = lowWord,
            IsLowByteFirst = lowByte,
        };
        register.RawOf(registers).ShouldBe(raw);
        register.RegistersOf(raw).ShouldBe(registers);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"nam":"x"}""", "nam: unknown field")]
    [InlineData("""{"name":"x"}""", "reads: missing")]
    [InlineData("""{"reads":[{"address":0,"count":126}]}""", "reads[0].count: 126 is no number from 1 to 125")]
    [InlineData("""{"reads":[{"address":65535,"count":2}]}""", "reads[0].count: goes past register 65535")]
    [InlineData(
        """{"reads":[{"address":0,"count":2}],"values":{"power":{"address":1,"type":"f32","unit":"W"}}}""",
        "values.power.address: lies in none of reads"
    )]
    [InlineData("""{"reads":[{"address":0}],"values":{"power":{"address":0,"unit":"kWh"}}}""", "values.power.unit: is no unit of Power")]
    [InlineData(
        """{"reads":[{"address":0}],"values":{"power":{"address":0,"unit":"W","type":"u8"}}}""",
        "values.power.type: 'u8' is none of"
    )]
    [InlineData("""{"reads":[{"address":0}],"values":{"volt":{"address":0}}}""", "values.volt: unknown value")]
    [InlineData(
        """{"reads":[{"address":0}],"values":{"power":{"address":0,"unit":"W","sentinels":"none"}}}""",
        "values.power.sentinels: no list"
    )]
    public void What_is_wrong_with_a_map_is_named(string json, string error)
    {
        var (map, errors) = RegisterMapReader.Read(Encoding.UTF8.GetBytes(json));
        map.ShouldBeNull();
        errors.ShouldContain(e => e.StartsWith(error, StringComparison.Ordinal), string.Join('\n', errors));
    }

    [Theory]
    [InlineData("\"leastIntervalS\":60", "limit.leastIntervalS: 60 s between two writes, but the timer ends after 30 s at most")]
    [InlineData("\"leastOffMinutes\":10,\"longestMinutes\":5", "limit.longestMinutes: is less than leastOffMinutes")]
    [InlineData("\"writesADay\":1000", "limit.writesADay: 86.4 s between two writes, but the timer ends after 30 s at most")]
    public void A_map_whose_device_would_forget_a_limit_before_it_may_be_told_again_is_refused(string interval, string error)
    {
        var json = $$"""
            {"name":"x","source":"x","tried":"x","reads":[{"address":0}],"values":{},
             "limit":{"writes":[{"address":7,"count":2,"minimum":0,"maximum":100}],"clear":[{"address":7,"write":100}],{{interval}},
             "set":[{"address":7,"write":"limit","unit":"%","minimum":0,"maximum":100},{"address":8,"write":"timer","unit":"s","minimum":1,"maximum":30}]} }
            """;
        var (_, errors) = RegisterMapReader.Read(Encoding.UTF8.GetBytes(json));
        errors.ShouldContain(error, string.Join('\n', errors));
    }

    [Theory]
    [InlineData("""{"address":8,"write":1}""", "limit.set[0].write: 1 at 8 is allowed by none of writes")]
    [InlineData("""{"address":7,"write":101}""", "limit.set[0].write: 101 at 7 is allowed by none of writes")]
    [InlineData("""{"address":7,"write":"reset"}""", "limit.set[0].write: is neither")]
    [InlineData("""{"address":7,"write":70000}""", "limit.set[0].write: 70000 does not fit into U16")]
    [InlineData(
        """{"address":7,"write":"limit","unit":"%","minimum":0,"maximum":200}""",
        "limit.set[0].write: 200 at 7 is allowed by none of writes"
    )]
    [InlineData(
        """{"address":7,"write":"limit","unit":"%","minimum":5,"maximum":50,"off":999}""",
        "limit.set[0].write: 999 at 7 is allowed by none"
    )]
    [InlineData(
        """{"address":7,"write":"limit","unit":"kWh","minimum":0,"maximum":1}""",
        "limit.set[0].unit: is no power, current or share"
    )]
    [InlineData("""{"address":7,"write":"timer","unit":"kW","minimum":0,"maximum":1}""", "limit.set[0].unit: is no time")]
    [InlineData("""{"address":7,"write":"limit","unit":"kW","minimum":2,"maximum":1}""", "limit.set[0].minimum: is above the maximum")]
    [InlineData("""{"table":"input","address":7,"write":1}""", "limit.set[0].write: 1 at 7 is allowed by none of writes")]
    public void A_map_whose_limit_would_write_what_it_does_not_allow_is_refused(string write, string error)
    {
        var json = $$"""
            {"name":"x","source":"x","tried":"x","reads":[{"address":0}],"values":{},
             "limit":{"writes":[{"address":7,"minimum":0,"maximum":100}],"set":[{{write}}],"clear":[{"address":7,"write":100}]} }
            """;
        var (_, errors) = RegisterMapReader.Read(Encoding.UTF8.GetBytes(json));
        errors.ShouldContain(e => e.StartsWith(error, StringComparison.Ordinal), string.Join('\n', errors));
    }
}
