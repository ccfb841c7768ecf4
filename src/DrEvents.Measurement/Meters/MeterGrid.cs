namespace DrEvents.Measurement.Meters;

/// <summary>A value of a meter with the length of its own interval: the mean power from a minute (since 1970-01-01T00:00Z) on.</summary>
public readonly record struct MeterValue(long Minute, int Minutes, double Kw)
{
    /// <summary>The minute at which its interval ends.</summary>
    public long End => Minute + Minutes;
}

/// <summary>Brings what a meter measured in intervals of several lengths on a grid of one.</summary>
public static class MeterGrid
{
    /// <summary>
    /// The intervals of the grid that are known whole. The mean of shorter values is by their minutes; within a longer one the power is taken to be even.
    /// </summary>
    /// <param name="values">In the order of time; no two of them meet.</param>
    /// <param name="minutes">Length of the grid's intervals.</param>
    /// <param name="anchor">A minute at which one of them begins.</param>
    public static List<Reading> On(IEnumerable<MeterValue> values, int minutes, long anchor)
    {
        var readings = new List<Reading>();
        var (slot, sum, known) = (long.MinValue, 0.0, 0);
        foreach (var value in values)
        {
            for (var at = value.Minute; at < value.End; )
            {
                var begin = at - Modulo(at - anchor, minutes);
                if (begin != slot)
                    (slot, sum, known) = (begin, 0, 0);
                var part = (int)(Math.Min(value.End, begin + minutes) - at);
                known += part;
                sum += value.Kw * part;
                // One value alone is taken as it is: a sum would have digits of its own.
                if (known == minutes)
                    readings.Add(new Reading(slot, part == minutes ? value.Kw : sum / minutes));
                at += part;
            }
        }
        return readings;
    }

    private static long Modulo(long value, int by) => (value % by + by) % by;
}
