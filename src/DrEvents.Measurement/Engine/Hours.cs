using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>A part of one of the meter's intervals: when it was, and where it lies by the clock of the event's day.</summary>
/// <param name="Minute">Its begin.</param>
/// <param name="DaysLater">So many days after the event's day, mostly 0.</param>
/// <param name="Slot">The interval of that day.</param>
/// <param name="Minutes">How much of it is meant.</param>
internal readonly record struct Part(long Minute, int DaysLater, int Slot, int Minutes);

/// <summary>Hours of the event's day, in parts of the meter's intervals, in the order of time.</summary>
internal sealed class Hours(IReadOnlyList<Part> parts)
{
    public IReadOnlyList<Part> Parts { get; } = parts;

    /// <summary>All minutes.</summary>
    public int Minutes { get; } = parts.Sum(p => p.Minutes);

    /// <summary>The parts of the meter's intervals from a minute to another.</summary>
    public static Hours Of(MeteredSite site, int day, long from, long to)
    {
        var length = site.Meter.IntervalMinutes;
        var parts = new List<Part>((int)((to - from) / length) + 1);
        for (var at = from; at < to; )
        {
            var local = SiteDays.LocalMinute(at, site.Zone);
            var end = Math.Min(to, at + length - local % length);
            var slot = (int)(local % (24 * 60) / length);
            parts.Add(new Part(at, SiteDays.DayOf(at, site.Zone) - day, slot, (int)(end - at)));
            at = end;
        }
        return new Hours(parts);
    }

    /// <summary>Mean of a day in these hours, kW; NaN where any of them is missing.</summary>
    public double MeanOn(SiteDays days, int day)
    {
        var sum = 0.0;
        foreach (var part in Parts)
            sum += days.Kw(day + part.DaysLater, part.Slot) * part.Minutes;
        return sum / Minutes;
    }

    /// <summary>The days that these hours lie on, counted from the event's day; each once.</summary>
    public IReadOnlyList<int> DaysLater { get; } = [.. parts.Select(p => p.DaysLater).Distinct()];

    /// <summary>Whether these hours of a day lie on one of some days.</summary>
    public bool Reach(int day, IReadOnlySet<int> days) => days.Count > 0 && DaysLater.Any(later => days.Contains(day + later));

    /// <summary>Whether these hours of a day have any in common with other hours of another day.</summary>
    public bool Meet(int day, Hours other, int otherDay)
    {
        if (day + DaysLater.Max() < otherDay)
            return false;
        var taken = other.Parts.Select(p => (otherDay + p.DaysLater, p.Slot)).ToHashSet();
        return Parts.Any(p => taken.Contains((day + p.DaysLater, p.Slot)));
    }

    /// <summary>Whether the clock of that day skips any of these hours.</summary>
    public bool AreSkippedOn(SiteDays days, int day) => Parts.Any(p => days.IsSkipped(day + p.DaysLater, p.Slot));
}

/// <summary>An event, cut into the intervals that figures are given for.</summary>
internal sealed class EventHours
{
    public EventHours(MeteredSite site, long startMinute, long endMinute, int intervalMinutes)
    {
        (StartMinute, EndMinute) = (startMinute, endMinute);
        Day = SiteDays.DayOf(startMinute, site.Zone);
        All = Hours.Of(site, Day, startMinute, endMinute);
        Intervals = Cut(site, intervalMinutes);
    }

    public long StartMinute { get; }
    public long EndMinute { get; }

    /// <summary>Number of the day that it starts on, by the site's clock.</summary>
    public int Day { get; }

    public Hours All { get; }

    /// <summary>From the start on; the last one may be shorter.</summary>
    public IReadOnlyList<Hours> Intervals { get; }

    public IReadOnlyList<Hours> Cut(MeteredSite site, int minutes)
    {
        var cut = new List<Hours>();
        for (var at = StartMinute; at < EndMinute; at += minutes)
            cut.Add(Hours.Of(site, Day, at, Math.Min(EndMinute, at + minutes)));
        return cut;
    }

    /// <summary>Hours of windows before and after it, in the order given.</summary>
    public Hours Around(MeteredSite site, IReadOnlyList<Profiles.Window> windows) =>
        new([
            .. windows.SelectMany(w =>
            {
                var anchor = w.From == Profiles.WindowAnchor.Start ? StartMinute : EndMinute;
                return Hours.Of(site, Day, anchor + w.BeginsMinutes, anchor + w.EndsMinutes).Parts;
            }),
        ]);
}
