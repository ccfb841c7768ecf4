using NodaTime;

namespace DrEvents.Measurement.Meters;

/// <summary>
/// A meter's series by the clock on the wall: a row for each day and an entry for each interval of a day of 24 hours. An hour that the clock skips
/// (23-hour day) is marked; one that comes twice (25-hour day) is the mean of both.
/// </summary>
public sealed class SiteDays
{
    /// <summary>Day numbers, as those of <see cref="DateOnly"/>, begin in the year 1; minutes of series in 1970.</summary>
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    private readonly double[] _kw;
    private readonly byte[] _times;
    private readonly HashSet<int> _skipped = [];
    private readonly long _firstLocalMinute;

    private SiteDays(int intervalMinutes, int firstDay, int days)
    {
        (IntervalMinutes, FirstDay, Days) = (intervalMinutes, firstDay, days);
        Slots = 24 * 60 / intervalMinutes;
        _firstLocalMinute = (firstDay - Epoch) * 24L * 60;
        (_kw, _times) = (new double[days * Slots], new byte[days * Slots]);
        Array.Fill(_kw, double.NaN);
    }

    public int IntervalMinutes { get; }

    /// <summary>Intervals of a day of 24 hours.</summary>
    public int Slots { get; }

    /// <summary>Number of the first day.</summary>
    public int FirstDay { get; }

    public int Days { get; }

    /// <param name="meter">Each interval has to begin on the grid by this clock too.</param>
    public static SiteDays Of(MeterSeries meter, DateTimeZone zone)
    {
        var first = DayOf(meter.FirstMinute, zone);
        var made = new SiteDays(meter.IntervalMinutes, first, DayOf(meter.EndMinute - 1, zone) - first + 1);
        made.Fill(meter, zone);
        return made;
    }

    /// <summary>The day that a minute lies in, by its clock.</summary>
    public static int DayOf(long minute, DateTimeZone zone) => (int)Math.DivRem(LocalMinute(minute, zone), 24 * 60).Quotient + Epoch;

    /// <summary>Minutes of the clock on the wall, from 1970-01-01T00:00 by that clock.</summary>
    public static long LocalMinute(long minute, DateTimeZone zone) =>
        minute + zone.GetUtcOffset(Instant.FromUnixTimeSeconds(minute * 60)).Seconds / 60;

    /// <summary>Mean of an interval of a day; NaN where it is missing or where the day has no such interval.</summary>
    public double Kw(int day, int slot)
    {
        var place = (day - FirstDay) * Slots + slot;
        return day >= FirstDay && day < FirstDay + Days ? _kw[place] : double.NaN;
    }

    /// <summary>Whether the clock skips this interval of the day.</summary>
    public bool IsSkipped(int day, int slot) => _skipped.Contains((day - FirstDay) * Slots + slot);

    /// <summary>Whether every interval that the day has is known.</summary>
    public bool IsComplete(int day)
    {
        if (day < FirstDay || day >= FirstDay + Days)
            return false;
        for (var slot = 0; slot < Slots; slot++)
        {
            if (double.IsNaN(Kw(day, slot)) && !IsSkipped(day, slot))
                return false;
        }
        return true;
    }

    /// <summary>Energy of a day, kWh. Where intervals are missing it is what the others come to over the whole day; NaN where all are.</summary>
    public double EnergyKwh(int day)
    {
        var (sum, known, all) = (0.0, 0, 0);
        for (var slot = 0; slot < Slots; slot++)
        {
            if (IsSkipped(day, slot))
                continue;
            var times = Math.Max(1, (int)TimesOf(day, slot));
            all += times;
            var kw = Kw(day, slot);
            if (double.IsNaN(kw))
                continue;
            sum += kw * times;
            known += times;
        }
        return known == 0 ? double.NaN : sum * ((double)all / known) * IntervalMinutes / 60;
    }

    private byte TimesOf(int day, int slot) => day >= FirstDay && day < FirstDay + Days ? _times[(day - FirstDay) * Slots + slot] : (byte)0;

    private void Fill(MeterSeries meter, DateTimeZone zone)
    {
        var offsets = zone.GetZoneInterval(Instant.FromUnixTimeSeconds(meter.FirstMinute * 60));
        for (var i = 0; i < meter.Kw.Count; i++)
        {
            var minute = meter.FirstMinute + (long)i * IntervalMinutes;
            if (offsets.HasEnd && Instant.FromUnixTimeSeconds(minute * 60) >= offsets.End)
            {
                var next = zone.GetZoneInterval(Instant.FromUnixTimeSeconds(minute * 60));
                Skip(minute + offsets.WallOffset.Seconds / 60, minute + next.WallOffset.Seconds / 60);
                offsets = next;
            }
            var place = (int)((minute + offsets.WallOffset.Seconds / 60 - _firstLocalMinute) / IntervalMinutes);
            _kw[place] = _times[place] == 0 ? meter.Kw[i] : (_kw[place] + meter.Kw[i]) / 2;
            _times[place]++;
        }
    }

    private void Skip(long fromLocalMinute, long toLocalMinute)
    {
        for (var at = fromLocalMinute; at < toLocalMinute; at += IntervalMinutes)
            _skipped.Add((int)((at - _firstLocalMinute) / IntervalMinutes));
    }
}
