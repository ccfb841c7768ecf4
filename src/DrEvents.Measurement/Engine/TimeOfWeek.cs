using DrEvents.Measurement.Profiles;

namespace DrEvents.Measurement.Engine;

/// <summary>
/// Load by time of week and outdoor temperature: a factor for each time of week, and a line of temperature that bends at knots, fitted apart for the times
/// at which the building is occupied and for the others.
/// </summary>
internal static class TimeOfWeek
{
    /// <summary>Where temperature alone is asked what it explains: heating below, cooling above, °F.</summary>
    private const double HeatingBelowF = 50;
    private const double CoolingAboveF = 65;

    /// <summary>With no more times of week than that, none counts as occupied.</summary>
    private const int OccupiedLeast = 2;

    public static Unadjusted Of(MeteredSite site, EventHours hours, BaselineProfile profile)
    {
        var rule = profile.Regression!;
        var minutes = Math.Max(rule.IntervalMinutes, site.Meter.IntervalMinutes);
        var (rows, days) = Rows(site, hours, rule, minutes);
        if (rows.Count < rule.PointsBeyondKnot)
            return Unadjusted.Impossible(
                $"{profile.Name} needs {rule.PointsBeyondKnot} intervals with load and temperature, and has {rows.Count}",
                days
            );
        var line = TemperatureLine.Of(rule.KnotsF, rows.Select(r => r.TemperatureF), rule.PointsBeyondKnot);
        var isOccupied = Occupied(rows, minutes, rule);
        // An event is mostly in one of the two alone.
        Lazy<Fit>[] fits = [new(() => FitOf(false)), new(() => FitOf(true))];
        return new Unadjusted(
            part =>
            {
                var time = TimeOf(hours.Day + part.DaysLater, part.Slot, site, minutes);
                var fit = fits[isOccupied[time] ? 1 : 0].Value;
                return Sum(fit.FactorsKw[time], fit.KwPerF, line, site.Temperatures!.At(part.Minute));
            },
            days
        );

        Fit FitOf(bool occupied) =>
            Fit.Of(
                [.. rows.Where(r => isOccupied[r.TimeOfWeek] == occupied)],
                line.PiecesOf,
                line.Pieces,
                r => r.TimeOfWeek,
                isOccupied.Length
            );
    }

    private static (List<FitRow>, IReadOnlyList<DayVerdict>) Rows(MeteredSite site, EventHours hours, RegressionRule rule, int minutes)
    {
        var rows = new List<FitRow>(rule.LookBackDays * site.Days.Slots);
        var days = new List<DayVerdict>();
        for (var day = Math.Max(site.Days.FirstDay, hours.Day - rule.LookBackDays); day < hours.Day; day++)
        {
            var isEvent = site.EventDays.Contains(day);
            var (before, weight) = (rows.Count, Weight(hours.Day - day, rule));
            var midnight = TimeOf(day, 0, site, minutes);
            for (var slot = 0; !isEvent && slot < site.Days.Slots; slot++)
            {
                var (kw, temperature) = (site.Days.Kw(day, slot), site.TemperatureDays.Kw(day, slot));
                if (!double.IsNaN(kw) && !double.IsNaN(temperature))
                    rows.Add(new FitRow(midnight + slot * site.Days.IntervalMinutes / minutes, kw, temperature, weight));
            }
            var reason =
                isEvent ? DiscardReasons.Event
                : rows.Count == before ? DiscardReasons.NothingKnown
                : null;
            days.Add(new DayVerdict(DateOnly.FromDayNumber(day), reason is null, reason));
        }
        days.Reverse();
        return (rows, days);
    }

    /// <summary>How much a day counts that lies so many days back: half as much at the days of weighting as the newest.</summary>
    internal static double Weight(double daysBack, RegressionRule rule) =>
        rule.WeightingDays is { } days ? days * days / (days * days + daysBack * daysBack) : 1;

    /// <summary>Monday's first interval is 0.</summary>
    private static int TimeOf(int day, int slot, MeteredSite site, int minutes)
    {
        var weekday = ((int)DateOnly.FromDayNumber(day).DayOfWeek + 6) % 7;
        return (weekday * 24 * 60 + slot * site.Days.IntervalMinutes) / minutes;
    }

    /// <summary>Times of week at which the load lies mostly above what temperature alone explains.</summary>
    private static bool[] Occupied(List<FitRow> rows, int minutes, RegressionRule rule)
    {
        var alone = Fit.Of(
            rule.WeightingDays is null ? rows : [.. rows.Select(r => r with { Weight = 1 })],
            (temperature, pieces) =>
            {
                pieces[0] = Math.Min(0, temperature - HeatingBelowF);
                pieces[1] = Math.Max(0, temperature - CoolingAboveF);
            },
            2,
            _ => 0,
            1
        );
        var times = 7 * 24 * 60 / minutes;
        var (above, all) = (new int[times], new int[times]);
        foreach (var row in rows)
        {
            var explained =
                alone.FactorsKw[0]
                + alone.KwPerF[0] * Math.Min(0, row.TemperatureF - HeatingBelowF)
                + alone.KwPerF[1] * Math.Max(0, row.TemperatureF - CoolingAboveF);
            all[row.TimeOfWeek]++;
            if (row.Kw > explained)
                above[row.TimeOfWeek]++;
        }
        bool[] occupied = [.. all.Select((n, i) => n > 0 && above[i] > rule.OccupiedShare * n)];
        return occupied.Count(o => o) > OccupiedLeast ? occupied : new bool[times];
    }

    private static double Sum(double factorKw, double[] kwPerF, TemperatureLine line, double temperatureF)
    {
        Span<double> pieces = stackalloc double[line.Pieces];
        line.PiecesOf(temperatureF, pieces);
        var kw = factorKw;
        for (var i = 0; i < pieces.Length; i++)
            kw += kwPerF[i] * pieces[i];
        return kw;
    }
}
