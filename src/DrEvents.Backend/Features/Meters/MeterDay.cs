using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Meters;

/// <summary>
/// What the utility's meter knows of a VEN's UTC day: the fold of <c>meter/{venId}/{day}</c>. It is as long as the day, whatever was imported before.
/// </summary>
/// <param name="Parts">By import, the oldest first.</param>
public sealed record MeterDay(string Id, string VenId, DateOnly Day, IReadOnlyList<MeterPart> Parts)
{
    public static MeterDay? Fold(MeterDay? state, string id, object stored)
    {
        if (stored is not MeterDayImported e)
            return state;
        if (state is null)
        {
            if (MeterStreams.Parse(id) is not (var venId, { } day))
                return null;
            state = new MeterDay(id, venId, day, []);
        }
        var added = new MeterPart(e.Import, e.IntervalMinutes, e.Starts, e.Kw);
        return state with { Parts = [.. state.Parts.Select(p => p.Without(added)).Where(p => p.Starts.Count > 0), added] };
    }

    /// <summary>Its values with the number of the import that each is of, in the order of time.</summary>
    public IEnumerable<(MeterValue Value, int Import)> Values()
    {
        var first = TelemetryDays.StartOf(Day).ToUnixTimeSeconds() / 60;
        return Parts
            .SelectMany(p => p.Starts.Zip(p.Kw, (start, kw) => (new MeterValue(first + start, p.IntervalMinutes, kw), p.Import)))
            .OrderBy(v => v.Item1.Minute);
    }
}

/// <summary>What an import said, and no later one took the place of.</summary>
/// <param name="Starts">Minute of the day at which each interval begins, ascending.</param>
public sealed record MeterPart(int Import, int IntervalMinutes, IReadOnlyList<int> Starts, IReadOnlyList<double> Kw)
{
    /// <summary>The same without what overlaps an interval of another.</summary>
    public MeterPart Without(MeterPart other)
    {
        var (starts, kw) = (new List<int>(Starts.Count), new List<double>(Starts.Count));
        for (var (i, o) = (0, 0); i < Starts.Count; i++)
        {
            while (o < other.Starts.Count && other.Starts[o] + other.IntervalMinutes <= Starts[i])
                o++;
            if (o < other.Starts.Count && other.Starts[o] < Starts[i] + IntervalMinutes)
                continue;
            starts.Add(Starts[i]);
            kw.Add(Kw[i]);
        }
        return this with { Starts = starts, Kw = kw };
    }
}
