using DrEvents.Ven.Tests.Devices.Modbus;
using DrEvents.Ven.Tests.Devices.SunSpec;

namespace DrEvents.Ven.Tests.Devices.Together;

/// <summary>
/// A wall box, a battery and a roof behind one server of pymodbus, which does what their registers say: it knows registers and no devices.
/// </summary>
internal sealed class RegisterWorld : IAsyncDisposable
{
    public const double VehicleKw = 7.5;
    public const double BatteryKw = 3;
    public const double RoofKw = 4.2;

    private const int BatteryUnit = 1;
    private const int BoxUnit = 2;
    private const int RoofUnit = 3;
    private const int BoxPower = 14;
    private const int BoxLimit = 261;
    private const double KwOfAmpere = 0.69;

    private readonly ModbusServer _server;
    private readonly SunSpecChain _battery;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private volatile float _boxKw = (float)VehicleKw;
    private volatile float _batteryKw = (float)BatteryKw;

    private RegisterWorld(ModbusServer server, SunSpecChain battery)
    {
        (_server, _battery) = (server, battery);
        _running = RunAsync();
    }

    /// <summary>How a home's file names the line.</summary>
    public string Address => _server.Address;

    /// <summary>What the wall box draws now.</summary>
    public double BoxKw => _boxKw;

    /// <summary>What the battery charges with now.</summary>
    public double BoughtKw => _batteryKw;

    public static async Task<RegisterWorld> StartAsync()
    {
        var battery = new SunSpecChain()
            .Common("Fronius", "GEN24", "7")
            .Model(103, ("W", 2000), ("W_SF", 0))
            .Model(
                124,
                ("WChaMax", (int)(1000 * BatteryKw)),
                ("WChaMax_SF", 0),
                ("StorCtl_Mod", 0),
                ("ChaState", 6350),
                ("ChaState_SF", 0xFFFE),
                ("OutWRte", 10_000),
                ("InWRte", 10_000),
                ("InOutWRte_RvrtTms", 0),
                ("InOutWRte_SF", 0xFFFE)
            )
            .Model(160, ("DCW_SF", 0), ("N", 4), ("1.DCW", 0), ("2.DCW", 0), ("3.DCW", (int)(1000 * BatteryKw)), ("4.DCW", 0))
            .Text(160, "3.IDStr", "StCha 3")
            .Text(160, "4.IDStr", "StDisCha 4");
        var registers = battery.Build(BatteryUnit);
        registers.With(BoxUnit, "input", 5, 7, 110, 110, 110, 215, 230, 230, 230, 1, (int)(1000 * VehicleKw), 0, 0, 0, 0);
        registers.With(BoxUnit, "holding", 257, 15_000, 4, 1, 0, 160, 160);
        SunSpecDriverTests.Inverter(new SunSpecChain()).Build(RoofUnit, registers);
        return new RegisterWorld(await ModbusServer.StartAsync(registers), battery);
    }

    /// <summary>The limits that are in the registers: the wall box's in tenths of an ampere, and whether the battery's counts.</summary>
    public async Task<(int BoxTenths, bool IsBatteryLimited)> LimitsAsync() =>
        (
            (await _server.GetAsync(BoxUnit, "holding", BoxLimit, 1))[0],
            ((await _server.GetAsync(BatteryUnit, "holding", _battery.AddressOf(124, "StorCtl_Mod"), 1))[0] & 1) != 0
        );

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            var (tenths, isLimited) = await LimitsAsync();
            var boxKw = Math.Min(VehicleKw, tenths / 10.0 * KwOfAmpere);
            var share = (short)(await _server.GetAsync(BatteryUnit, "holding", _battery.AddressOf(124, "InWRte"), 1))[0] / 10_000.0;
            var batteryKw = isLimited ? Math.Min(BatteryKw, BatteryKw * share) : BatteryKw;
            await _server.SetAsync(BoxUnit, "input", BoxPower, (int)Math.Round(1000 * boxKw));
            await PutAsync("3.DCW", Math.Max(0, batteryKw));
            await PutAsync("4.DCW", Math.Max(0, -batteryKw));
            (_boxKw, _batteryKw) = ((float)boxKw, (float)batteryKw);
            await Task.Delay(100, _stopping.Token);
        }
    }

    private Task PutAsync(string point, double kw) =>
        _server.SetAsync(BatteryUnit, "holding", _battery.AddressOf(160, point), (int)Math.Round(1000 * kw));
}
