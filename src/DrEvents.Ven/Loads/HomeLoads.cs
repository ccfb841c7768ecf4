using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Ven.Loads;

/// <summary>Simulated homes that need no file.</summary>
public static class HomeLoads
{
    /// <summary>
    /// A busy home that has something to shed at every hour of the day: two vehicles that take turns at a slow charger, a water heater, a
    /// heat pump, a pool pump, sockets, and kitchen and fridge that are never shed; every second home has a battery too. It uses 3 to
    /// 9 kW in the mean and can shed 2 to 7 kW of that. The seed draws the sizes.
    /// </summary>
    public static IReadOnlyList<ILoad> Typical(int seed)
    {
        var draws = 0;
        double Draw(double low, double high) => Math.Round(Noise.Between(seed, draws++, low, high), 2);
        int SeedOf(int place) => Home.SeedOf(seed, place);

        var site = new Site();
        var chosenKw = Draw(2.3, 3.0);
        var loads = new List<ILoad>
        {
            new EvCharger(
                new LoadDescription("ev", "EV charger", LoadTypes.Ev, 7.2, Priority: 1, IsModulating: true),
                ShiftWorkers(chosenKw, Draw(5, 8), Draw(16, 20)),
                site,
                SeedOf(1)
            ),
            new WaterHeater(
                new LoadDescription("water-heater", "Water heater", LoadTypes.WaterHeater, Draw(1.2, 1.8), Priority: 2),
                new WaterHeaterSettings(Draw(180, 260), DrawKwhPerDay: Draw(8, 11)),
                site,
                SeedOf(2)
            ),
            new HeatPump(
                new LoadDescription("hvac", "Heat pump", LoadTypes.Hvac, Draw(1.4, 2.0), Priority: 3),
                new HeatPumpSettings(HeatC: 21.5, CoolC: 24, HeatKwhPerK: Draw(0.8, 1.4), GainsKw: Draw(1, 1.6)),
                site,
                SeedOf(3)
            ),
            new Circuit(
                new LoadDescription("pool-pump", "Pool pump", LoadTypes.Circuit, 1.1, Priority: 4),
                new CircuitSettings(Draw(0.6, 0.9), Spread: 0.03),
                site,
                SeedOf(4)
            ),
            new Circuit(
                new LoadDescription("sockets", "Living room sockets", LoadTypes.Circuit, 3.6, Priority: 4),
                new CircuitSettings(Draw(0.3, 0.5), Spread: 0.25),
                site,
                SeedOf(5)
            ),
            new Circuit(
                new LoadDescription("kitchen", "Kitchen", LoadTypes.Circuit, 3.6, Priority: 9, IsCritical: true),
                new CircuitSettings(Draw(0.3, 0.6), Spread: 0.3),
                site,
                SeedOf(6)
            ),
            new Circuit(
                new LoadDescription("fridge", "Fridge and network", LoadTypes.Circuit, 2.3, Priority: 9, IsCritical: true),
                new CircuitSettings(Draw(0.1, 0.2), Spread: 0.1),
                site,
                SeedOf(7)
            ),
        };
        if (Noise.Uniform(seed, draws++) < 0.5)
        {
            loads.Add(
                new Battery(
                    new LoadDescription("battery", "Battery", LoadTypes.Battery, Draw(0.8, 1.2), Priority: 5, IsModulating: true),
                    new BatterySettings(Draw(5, 10), StartPercent: Draw(60, 95)),
                    site,
                    SeedOf(8)
                )
            );
        }
        return loads;
    }

    /// <summary>Two vehicles: one is there by night, the other by day, and each needs what the chosen power gives it in its time.</summary>
    private static EvSettings ShiftWorkers(double chosenKw, double morningHour, double eveningHour)
    {
        const double wholeStay = 1.3;
        var dayHours = eveningHour - morningHour;
        return new EvSettings(
            chosenKw,
            Phases: 1,
            LateMinutes: 0,
            ReadyBeforeMinutes: 0,
            [
                new EvSession(eveningHour, morningHour, chosenKw * (24 - dayHours) * wholeStay),
                new EvSession(morningHour, eveningHour, chosenKw * dayHours * wholeStay),
            ]
        );
    }
}
