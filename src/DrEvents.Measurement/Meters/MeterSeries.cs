namespace DrEvents.Measurement.Meters;

/// <summary>One value of a meter: the mean power of the interval that begins at this minute (minutes since 1970-01-01T00:00Z); NaN where it is missing.</summary>
public readonly record struct Reading(long Minute, double Kw);

/// <summary>
/// What a meter measured: interval means in kW on a grid of one length, each by the minute at which it begins. NaN is a missing interval, 0 is a real
/// zero, and what is below 0 is export.
/// </summary>
public sealed class MeterSeries
{
    /// <summary>Lengths of an interval that a meter may have.</summary>
    public static readonly IReadOnlyList<int> Lengths = [1, 5, 10, 15, 30, 60];

    private readonly double[] _kw;

    private MeterSeries(int intervalMinutes, long firstMinute, double[] kw) =>
        (IntervalMinutes, FirstMinute, _kw) = (intervalMinutes, firstMinute, kw);

    public int IntervalMinutes { get; }

    /// <summary>Begin of the first interval.</summary>
    public long FirstMinute { get; }

    /// <summary>End of the last one.</summary>
    public long EndMinute => FirstMinute + (long)_kw.Length * IntervalMinutes;

    public IReadOnlyList<double> Kw => _kw;

    /// <summary>The readings on their grid, whatever their order. Each must lie on it, and none may be there twice: who reads a file sees to that.</summary>
    public static MeterSeries Of(IReadOnlyList<Reading> readings, int intervalMinutes)
    {
        if (readings.Count == 0)
            throw new ArgumentException("a series needs readings", nameof(readings));
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var reading in readings)
            (first, last) = (Math.Min(first, reading.Minute), Math.Max(last, reading.Minute));
        var kw = new double[(last - first) / intervalMinutes + 1];
        Array.Fill(kw, double.NaN);
        foreach (var reading in readings)
            kw[(reading.Minute - first) / intervalMinutes] = reading.Kw;
        return new MeterSeries(intervalMinutes, first, kw);
    }

    /// <summary>Mean of the interval that this minute lies in; NaN where it is missing.</summary>
    public double At(long minute)
    {
        var place = minute < FirstMinute ? -1 : (minute - FirstMinute) / IntervalMinutes;
        return place >= 0 && place < _kw.Length ? _kw[place] : double.NaN;
    }
}
