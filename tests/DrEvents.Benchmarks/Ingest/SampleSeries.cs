using System.Globalization;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Benchmarks.Ingest;

/// <summary>Samples as field VENs send them, about 1.7 kB with eight circuits, ready to be published.</summary>
internal static class SampleSeries
{
    private static readonly (string Id, string Name, string Type, double CapacityKw)[] Circuits =
    [
        ("circuit-1", "Heat pump, ground floor", "hvac", 3.5),
        ("circuit-2", "Heat pump, upper floor", "hvac", 2.5),
        ("circuit-3", "Water heater in the basement", "water_heater", 4.5),
        ("circuit-4", "Vehicle charger in the garage", "ev", 7.2),
        ("circuit-5", "Pool pump and pool lights", "pool", 1.5),
        ("circuit-6", "Kitchen sockets and stove", "circuit", 3.6),
        ("circuit-7", "Living room sockets", "circuit", 3.6),
        ("circuit-8", "Fridge, freezer and network", "circuit", 1.2),
    ];

    /// <summary>The id of VEN n.</summary>
    public static string VenId(int n) => string.Create(CultureInfo.InvariantCulture, $"ven-{n:00000}");

    /// <summary>One sample of VEN n.</summary>
    /// <param name="n">Which VEN.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="usedKw">Power at the meter.</param>
    /// <param name="messageNum">The VEN's count; null for a VEN that does not count.</param>
    public static (string Topic, byte[] Payload) Sample(int n, DateTimeOffset at, double usedKw, long? messageNum = null)
    {
        var sample = new TelemetrySample
        {
            VenId = VenId(n),
            At = at,
            UsedPowerKw = usedKw,
            ShedPowerKw = 0,
            RequestedReductionKw = 0,
            BaselinePowerKw = Math.Round(usedKw + 0.25, 3),
            BatterySoc = 71.5,
            MessageNum = messageNum,
            Panel = new PanelReading(200, 240, 48, Math.Round(usedKw / 0.24, 2), Math.Round(usedKw / 0.48, 2)),
            Loads =
            [
                .. Circuits.Select(
                    (c, i) =>
                        new LoadReading(
                            c.Id,
                            c.Name,
                            c.Type,
                            c.CapacityKw,
                            Math.Round(usedKw * (i + 1) / 36, 3),
                            Math.Round(usedKw * (i + 1) / 48, 3),
                            Enabled: true,
                            i + 1
                        )
                ),
            ],
        };
        return (Topics.Telemetry(sample.VenId), sample.ToUtf8());
    }

    /// <summary>Samples of all VENs in turn, as many rounds as give the number; every round is a second after the one before.</summary>
    public static List<(string Topic, byte[] Payload)> Rounds(int vens, int samples, DateTimeOffset begin) =>
        [.. Enumerable.Range(0, samples).Select(i => Sample(i % vens, begin.AddSeconds(i / vens), 1 + i % 4_000 / 1000.0))];
}
