namespace DrEvents.Ven.Loads;

/// <summary>Simulated homes. What a load does depends only on the seed, the time and its limit, never on how often it is measured.</summary>
public static class HomeLoads
{
    /// <summary>
    /// A home with a vehicle, a water heater, a heat pump, a pool pump, sockets, and kitchen and fridge that are never shed; every
    /// second home has a battery too. It uses 3 to 9 kW in the mean and can shed 2 to 6 kW of that.
    /// </summary>
    public static IReadOnlyList<ILoad> Typical(int seed)
    {
        var draws = 0;
        double Draw(double low, double high) => Math.Round(Noise.Between(seed, draws++, low, high), 2);
        // Each load has a seed of its own, else all curves of a home would rise and fall together.
        int SeedOf(int place) => unchecked((seed * 397) ^ place);

        var loads = new List<ILoad>
        {
            new SimulatedCharger(
                new LoadDescription("ev", "EV charger", LoadTypes.Ev, 7.2, Priority: 1, IsModulating: true),
                SeedOf(1),
                chosenKw: Draw(2.0, 3.0)
            ),
            new SimulatedCycler(
                new LoadDescription("water-heater", "Water heater", LoadTypes.WaterHeater, Draw(1.2, 1.8), Priority: 2),
                SeedOf(2),
                TimeSpan.FromMinutes(Draw(14, 22)),
                share: Draw(0.35, 0.5)
            ),
            new SimulatedCycler(
                new LoadDescription("hvac", "Heat pump", LoadTypes.Hvac, Draw(1.4, 2.0), Priority: 3),
                SeedOf(3),
                TimeSpan.FromMinutes(Draw(8, 13)),
                share: Draw(0.5, 0.65)
            ),
            new SimulatedCircuit(
                new LoadDescription("pool-pump", "Pool pump", LoadTypes.Circuit, 1.1, Priority: 4),
                SeedOf(4),
                meanKw: Draw(0.5, 0.8),
                spread: 0.03
            ),
            new SimulatedCircuit(
                new LoadDescription("sockets", "Living room sockets", LoadTypes.Circuit, 3.6, Priority: 4),
                SeedOf(5),
                meanKw: Draw(0.3, 0.5),
                spread: 0.25
            ),
            new SimulatedCircuit(
                new LoadDescription("kitchen", "Kitchen", LoadTypes.Circuit, 3.6, Priority: 9, IsCritical: true),
                SeedOf(6),
                meanKw: Draw(0.3, 0.6),
                spread: 0.3
            ),
            new SimulatedCircuit(
                new LoadDescription("fridge", "Fridge and network", LoadTypes.Circuit, 2.3, Priority: 9, IsCritical: true),
                SeedOf(7),
                meanKw: Draw(0.1, 0.2),
                spread: 0.1
            ),
        };
        if (Noise.Uniform(seed, draws++) < 0.5)
        {
            loads.Add(
                new SimulatedBattery(
                    new LoadDescription("battery", "Battery", LoadTypes.Battery, Draw(0.8, 1.2), Priority: 5, IsModulating: true),
                    capacityKwh: Draw(5, 10),
                    chargePercent: Draw(60, 95)
                )
            );
        }
        return loads;
    }
}
