using DrEvents.Ven.Tests.Devices.Modbus;
using DrEvents.Ven.Tests.Devices.SunSpec;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A battery of SunSpec's model 124, whose reversion timer begins with each write of its limit.</summary>
internal sealed class WrongBattery : WrongRegisters
{
    private const double MostKw = 3;

    private static readonly SunSpecChain Chain = new SunSpecChain()
        .Common("Fronius", "GEN24", "7")
        .Model(103, ("W", 2000), ("W_SF", 0))
        .Model(
            124,
            ("WChaMax", (int)(1000 * MostKw)),
            ("WChaMax_SF", 0),
            ("StorCtl_Mod", 0),
            ("ChaState", 6350),
            ("ChaState_SF", 0xFFFE),
            ("OutWRte", 10_000),
            ("InWRte", 10_000),
            ("InOutWRte_RvrtTms", 0),
            ("InOutWRte_SF", 0xFFFE)
        )
        .Model(160, ("DCW_SF", 0), ("N", 4), ("1.DCW", 0), ("2.DCW", 0), ("3.DCW", (int)(1000 * MostKw)), ("4.DCW", 0))
        .Text(160, "3.IDStr", "StCha 3")
        .Text(160, "4.IDStr", "StDisCha 4");

    private static readonly int ModeAt = Chain.AddressOf(124, "StorCtl_Mod");
    private static readonly int ShareAt = Chain.AddressOf(124, "InWRte");
    private static readonly int TimerAt = Chain.AddressOf(124, "InOutWRte_RvrtTms");

    public WrongBattery(FakeTimeProvider clock, WrongLine? line = null, byte unit = 1)
        : base("battery", MostKw, clock, Chain.Build(), line, unit) { }

    public override string Load =>
        $$"""
            { "id": "battery", "name": "Battery", "type": "battery", "ratedKw": 3, "priority": 3,
              "driver": { "kind": "sunspec", "address": "{{Address}}", "unit": {{Unit}}, "timeoutS": 2 } }
            """;

    public override TimeSpan? ForgetsAfter => TimeSpan.FromMinutes(3);

    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(32) + LineWait;

    public override bool MayBe(double kw) => kw is >= -MostKw - 0.01 and <= MostKw + 0.01;

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        if (wrong == Wrong.Restarting)
            this["holding", ModeAt] = 0;
        await base.BeginAsync(wrong, random);
    }

    protected override Task SetByOtherAsync(Random random)
    {
        this["holding", ShareAt] = (ushort)random.Next(1000, 9000);
        this["holding", ModeAt] = 1;
        Set(KwNow);
        return Task.CompletedTask;
    }

    protected override Task FreeByOtherAsync()
    {
        this["holding", ModeAt] = 0;
        Set(null);
        return Task.CompletedTask;
    }

    protected override void Refresh()
    {
        // The timer's end is a switch that goes off.
        if (LimitKw is null)
            this["holding", ModeAt] &= 0xFFFE;
        this["holding", Chain.AddressOf(160, "3.DCW")] = (ushort)Math.Max(0, Math.Round(1000 * PowerKw));
        this["holding", Chain.AddressOf(160, "4.DCW")] = (ushort)Math.Max(0, Math.Round(-1000 * PowerKw));
    }

    protected override void Written(int address, ushort value)
    {
        if (address == ModeAt || (address == ShareAt && KwNow is not null))
            Take(KwNow, this["holding", TimerAt] is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    private double? KwNow => (this["holding", ModeAt] & 1) == 0 ? null : MostKw * (short)this["holding", ShareAt] / 10_000;
}
