using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>Finds values that come for a reading or two and that none of the loads can make. A step is none: what comes after it agrees with it.</summary>
internal static class Spikes
{
    /// <summary>The median absolute deviation times this is the standard deviation of normal noise.</summary>
    private const double DeviationsPerMad = 1.4826;

    /// <param name="counting">Places of the readings that count, in the order of time.</param>
    public static void Flag(
        IReadOnlyList<RawReading> readings,
        int[] counting,
        ReadingFlags[] flags,
        MeterFacts meter,
        ReadingThresholds limits
    )
    {
        var silence = limits.SilenceAfter(meter);
        var least = meter.StepMostKw ?? limits.SpikeLeastKw;
        for (var i = 0; i < counting.Length; i++)
        {
            var (before, after) = (Side(i, -1), Side(i, 1));
            if (before.Count < limits.SpikeNeighboursLeast || after.Count < limits.SpikeNeighboursLeast)
                continue;
            var (medianBefore, medianAfter) = (Median(before), Median(after));
            // Of both sides together, each from its own median: one side alone has too few values to say how far a load wavers.
            var away = before.Select(n => Math.Abs(n - medianBefore)).Concat(after.Select(n => Math.Abs(n - medianAfter)));
            var most = Math.Max(least, limits.SpikeDeviations * DeviationsPerMad * Median([.. away]));
            var kw = readings[counting[i]].Kw;
            if (kw - Math.Max(medianBefore, medianAfter) > most || Math.Min(medianBefore, medianAfter) - kw > most)
                flags[counting[i]] |= ReadingFlags.Spike;
        }

        List<double> Side(int place, int direction)
        {
            var side = new List<double>(limits.SpikeNeighbours);
            for (var at = place + direction; at >= 0 && at < counting.Length && side.Count < limits.SpikeNeighbours; at += direction)
            {
                var (near, far) = (readings[counting[at - direction]].At, readings[counting[at]].At);
                if (Math.Abs((far - near).TotalSeconds) > silence.TotalSeconds)
                    break;
                side.Add(readings[counting[at]].Kw);
            }
            return side;
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
