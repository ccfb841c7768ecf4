using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>The inverter of a battery, by a register map: a setpoint with a sign that counts while it is enabled. It has no timer.</summary>
internal sealed class WrongHybrid : WrongRegisters
{
    private const double MostKw = 3;
    private const int PowerAt = 10;
    private const int EnableAt = 100;
    private const int SetpointAt = 101;

    /// <summary>Its map.</summary>
    public const string Map = """
        {
          "name": "Hybrid inverter",
          "source": "nobody's",
          "tried": "against itself",
          "reads": [{ "table": "input", "address": 10, "count": 1 }],
          "values": { "power": { "table": "input", "address": 10, "type": "s16", "unit": "W", "sentinels": [-1] } },
          "limit": {
            "writes": [{ "address": 100, "minimum": 0, "maximum": 1 }, { "address": 101, "minimum": -3000, "maximum": 3000 }],
            "set": [
              { "address": 101, "type": "s16", "write": "limit", "unit": "W", "minimum": -3000, "maximum": 3000 },
              { "address": 100, "write": 1 }
            ],
            "clear": [{ "address": 100, "write": 0 }]
          }
        }
        """;

    private readonly string _map = Path.Combine(Path.GetTempPath(), $"hybrid-{Guid.NewGuid():N}.json");

    public WrongHybrid(FakeTimeProvider clock)
        : base("hybrid", MostKw, clock, new Registers().With(1, "input", PowerAt, 3000).With(1, "holding", EnableAt, 0, 3000)) =>
        File.WriteAllText(_map, Map);

    public override string Load =>
        $$"""
            { "id": "hybrid", "name": "Hybrid", "type": "battery", "ratedKw": 3, "priority": 2,
              "driver": { "kind": "modbus", "address": "{{Address}}", "map": "{{_map}}", "timeoutS": 2 } }
            """;

    public override TimeSpan? ForgetsAfter => null;

    public override TimeSpan ShownWithin => TimeSpan.FromSeconds(25);

    public override bool MayBe(double kw) => kw is >= -MostKw - 0.01 and <= MostKw + 0.01;

    public override async Task BeginAsync(Wrong wrong, Random random)
    {
        if (wrong == Wrong.Restarting)
            this["holding", EnableAt] = 0;
        await base.BeginAsync(wrong, random);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(_map);
    }

    protected override Task SetByOtherAsync(Random random)
    {
        this["holding", SetpointAt] = (ushort)random.Next(300, 2700);
        this["holding", EnableAt] = 1;
        Set(KwNow);
        return Task.CompletedTask;
    }

    protected override Task FreeByOtherAsync()
    {
        this["holding", EnableAt] = 0;
        Set(null);
        return Task.CompletedTask;
    }

    protected override void Refresh() => this["input", PowerAt] = unchecked((ushort)(short)Math.Round(1000 * PowerKw));

    protected override void Written(int address, ushort value)
    {
        if (address == EnableAt || this["holding", EnableAt] != 0)
            Take(KwNow, null);
    }

    private double? KwNow => this["holding", EnableAt] == 0 ? null : (short)this["holding", SetpointAt] / 1000.0;
}
