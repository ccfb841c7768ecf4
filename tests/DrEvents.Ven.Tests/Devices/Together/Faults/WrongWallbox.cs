using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A Heidelberg Energy Control: full power again when nobody has asked it anything for the time in its register.</summary>
internal sealed class WrongWallbox(FakeTimeProvider clock, WrongLine? line = null, byte unit = 1)
    : WrongRegisters(
        "box",
        7.5,
        clock,
        new Registers()
            .With(1, "input", 5, 7, 110, 110, 110, 215, 230, 230, 230, 1, 7500, 0, 0, 0, 0)
            .With(1, "holding", 257, 15_000, 4, 1, 0, Free, Free),
        line,
        unit
    )
{
    private const int TimerAt = 257;
    private const int LimitAt = 261;
    private const int Free = 160;
    private const double KwOfTenth = 0.069;

    private long _askedAt = clock.GetTimestamp();

    public override string Load =>
        $$"""
            { "id": "box", "name": "Wall box", "type": "ev", "ratedKw": 11, "priority": 4,
              "driver": { "kind": "modbus", "address": "{{Address}}", "unit": {{Unit}}, "map": "heidelberg-energy-control", "timeoutS": 2 } }
            """;

    public override TimeSpan? ForgetsAfter => TimeSpan.FromSeconds(65);

    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(25) + LineWait;

    public override bool MayBe(double kw) => kw is 0 or (>= 4.13 and <= 11.05);

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        if (wrong == Wrong.Restarting)
            this["holding", LimitAt] = Free;
        await base.BeginAsync(wrong, random);
    }

    public override Task TickAsync()
    {
        Refresh();
        return Task.CompletedTask;
    }

    protected override Task SetByOtherAsync(Random random)
    {
        this["holding", LimitAt] = (ushort)random.Next(60, 150);
        Set(KwNow);
        return Task.CompletedTask;
    }

    protected override Task FreeByOtherAsync()
    {
        this["holding", LimitAt] = Free;
        Set(null);
        return Task.CompletedTask;
    }

    protected override void Asked()
    {
        Refresh();
        _askedAt = Clock.GetTimestamp();
    }

    protected override void Refresh()
    {
        if (Clock.GetElapsedTime(_askedAt).TotalMilliseconds > this["holding", TimerAt] && LimitKw is not null)
        {
            this["holding", LimitAt] = Free;
            Set(null);
        }
        this["input", 14] = (ushort)Math.Round(1000 * PowerKw);
        this["input", 5] = (ushort)(PowerKw > 0 ? 7 : 8);
    }

    protected override void Written(int address, ushort value)
    {
        if (address == LimitAt)
            Take(KwNow, null);
    }

    private double? KwNow => this["holding", LimitAt] is var tenths && tenths >= Free ? null : tenths * KwOfTenth;
}
