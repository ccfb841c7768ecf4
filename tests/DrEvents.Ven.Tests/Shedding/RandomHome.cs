using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Ven.Tests.Shedding;

/// <summary>A home of up to twelve simulated loads of all kinds, drawn from a seed.</summary>
internal static class RandomHome
{
    public static IReadOnlyList<ILoad> Of(int seed)
    {
        var draws = 0;
        double Draw(double low, double high) => Noise.Between(seed, draws++, low, high);
        bool Chance(double share) => Draw(0, 1) < share;
        var site = new Site(Math.Round(Draw(-8, 9)), Draw(-40, 60), Draw(5, 20), Draw(0, 10), Draw(2, 7));
        var loads = new List<ILoad>();
        LoadDescription Next(string type, double ratedKw, bool isModulating = false, bool isCritical = false) =>
            new(
                $"{type}-{loads.Count}",
                type,
                type,
                ratedKw,
                Priority: (int)Draw(1, 7),
                isCritical,
                isModulating,
                IsEnabled: isCritical || !Chance(0.1)
            );

        if (Chance(0.7))
        {
            var phases = Chance(0.3) ? 3 : 1;
            var ratedKw = phases == 3 ? 11 : Draw(3.6, 7.4);
            var arrives = Draw(0, 24);
            loads.Add(
                new EvCharger(
                    Next(LoadTypes.Ev, ratedKw, isModulating: true),
                    new EvSettings(
                        Draw(EvCharger.LeastKwPerPhase * phases, ratedKw),
                        phases,
                        20,
                        15,
                        [new EvSession(arrives, (arrives + Draw(6, 23)) % 24, Draw(5, 60))]
                    ),
                    site,
                    draws++
                )
            );
        }
        for (var n = 0; n < (int)Draw(0, 3); n++)
            loads.Add(
                new WaterHeater(
                    Next(LoadTypes.WaterHeater, Draw(1, 4.5)),
                    new WaterHeaterSettings(Draw(80, 400), DrawKwhPerDay: Draw(3, 14)),
                    site,
                    (seed * 31) + draws++
                )
            );
        for (var n = 0; n < (int)Draw(0, 3); n++)
            loads.Add(
                new HeatPump(
                    Next(LoadTypes.Hvac, Draw(0.8, 4)),
                    new HeatPumpSettings(
                        HeatC: Draw(19, 22),
                        CoolC: Draw(24.5, 27),
                        HeatKwhPerK: Draw(0.3, 4),
                        LossKwPerK: Draw(0.05, 0.3)
                    ),
                    site,
                    (seed * 31) + draws++
                )
            );
        for (var n = 0; n < (int)Draw(1, 5); n++)
        {
            var ratedKw = Draw(0.3, 3.6);
            loads.Add(
                new Circuit(
                    Next(LoadTypes.Circuit, ratedKw, isCritical: Chance(0.4)),
                    new CircuitSettings(Draw(0, ratedKw), Draw(0, 0.5), Draw(0, 24), Draw(0, 24)),
                    site,
                    (seed * 31) + draws++
                )
            );
        }
        if (Chance(0.4))
            loads.Add(
                new Battery(
                    Next(LoadTypes.Battery, Draw(0.8, 5), isModulating: true),
                    new BatterySettings(Draw(3, 15), Draw(5, 40)),
                    site,
                    (seed * 31) + draws++
                )
            );
        if (Chance(0.4))
            loads.Add(new PvRoof(Next(LoadTypes.Pv, Draw(1, 10), isCritical: true), site));
        return loads;
    }
}
