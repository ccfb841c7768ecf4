using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Tests.Readings;

/// <summary>What a VEN with a bad meter, clock and line sends, in the order of storing; the same for the same seed.</summary>
internal static class OddStream
{
    public static List<StoredReading> Of(int seed, int hours)
    {
        var random = new Random(seed);
        var readings = new List<StoredReading>();
        var (at, clockS, kw, still) = (0.0, 0.0, 3.0, 0);
        DateTimeOffset? newest = null;
        while (at < hours * 3600)
        {
            at += random.Next(400) switch
            {
                0 => 60 + 400 * random.NextDouble(),
                < 20 => 20 + 15 * random.NextDouble(),
                _ => 9.8 + 0.4 * random.NextDouble(),
            };
            clockS = random.Next(600) switch
            {
                0 => -random.Next(30, 4000),
                1 => random.Next(0, 2000),
                2 or 3 or 4 => 0,
                _ => clockS,
            };
            still =
                still > 0 ? still - 1
                : random.Next(1000) == 0 ? random.Next(700)
                : 0;
            kw = still > 0 ? kw : Math.Round(3 + random.NextDouble(), 3);
            var shown = random.Next(200) switch
            {
                0 => 40,
                1 => -2,
                2 => 0,
                _ => kw,
            };
            var isAhead = clockS > 10;
            var counts = isAhead ? Row.At(at) : Row.At(at + clockS);
            var reading = new StoredReading(
                readings.Count + 1,
                counts,
                shown,
                IsOutOfOrder: counts < newest,
                IsImplausible: random.Next(300) == 0,
                ReceivedAt: Row.At(at + 0.5 * random.NextDouble()),
                isAhead
            );
            readings.Add(reading);
            if (random.Next(150) == 0)
                readings.Add(reading with { Sequence = readings.Count + 1, Kw = random.Next(2) == 0 ? shown : shown + 1 });
            newest = newest > counts ? newest : counts;
        }
        return readings;
    }
}
