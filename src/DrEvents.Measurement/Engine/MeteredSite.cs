using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>All that is known of a site: its meter by the clock on its wall, its weather, the events it was called for, and others who were not called.</summary>
public sealed class MeteredSite
{
    private readonly Lazy<SiteDays> _temperatureDays;

    public MeteredSite(
        DateTimeZone zone,
        MeterSeries meter,
        IReadOnlySet<DateOnly>? eventDays = null,
        HolidayCalendar? holidays = null,
        Temperatures? temperatures = null,
        IReadOnlyList<MeterSeries>? control = null
    )
    {
        (Zone, Meter, Days) = (zone, meter, SiteDays.Of(meter, zone));
        EventDays = (eventDays ?? new HashSet<DateOnly>()).Select(d => d.DayNumber).ToHashSet();
        (Holidays, Temperatures) = (holidays, temperatures);
        _temperatureDays = new Lazy<SiteDays>(() => SiteDays.Of(OnGrid(Temperatures!, meter), zone));
        if (control is { Count: > 0 })
        {
            Control = MeanOf(control, meter);
            ControlDays = SiteDays.Of(Control, zone);
        }
    }

    public DateTimeZone Zone { get; }

    public MeterSeries Meter { get; }

    public SiteDays Days { get; }

    /// <summary>Numbers of the days with an event.</summary>
    public IReadOnlySet<int> EventDays { get; }

    /// <summary>Null where the profile's own calendar holds.</summary>
    public HolidayCalendar? Holidays { get; }

    public Temperatures? Temperatures { get; }

    /// <summary>The mean of the control group, on the grid of the site's meter; null where there is none.</summary>
    public MeterSeries? Control { get; }

    internal SiteDays? ControlDays { get; }

    /// <summary>°F in each of the meter's intervals, at its begin.</summary>
    internal SiteDays TemperatureDays => _temperatureDays.Value;

    /// <summary>An interval of which one of the group is missing is missing: the mean of fewer would be that of another group.</summary>
    private static MeterSeries MeanOf(IReadOnlyList<MeterSeries> control, MeterSeries meter)
    {
        var mean = new List<Reading>(meter.Kw.Count);
        for (var i = 0; i < meter.Kw.Count; i++)
        {
            var (minute, sum) = (meter.FirstMinute + (long)i * meter.IntervalMinutes, 0.0);
            foreach (var series in control)
                sum += MeanOf(series, minute, meter.IntervalMinutes);
            mean.Add(new Reading(minute, sum / control.Count));
        }
        return MeterSeries.Of(mean, meter.IntervalMinutes);
    }

    private static MeterSeries OnGrid(Temperatures temperatures, MeterSeries meter)
    {
        var minutes = Enumerable.Range(0, meter.Kw.Count).Select(i => meter.FirstMinute + (long)i * meter.IntervalMinutes);
        return MeterSeries.Of([.. minutes.Select(m => new Reading(m, temperatures.At(m)))], meter.IntervalMinutes);
    }

    private static double MeanOf(MeterSeries series, long minute, int minutes)
    {
        if (series.IntervalMinutes >= minutes)
            return series.At(minute);
        var (sum, n) = (0.0, 0);
        for (var at = minute; at < minute + minutes; at += series.IntervalMinutes, n++)
            sum += series.At(at);
        return sum / n;
    }
}
