using DrEvents.Measurement.Profiles;
using MathNet.Numerics.LinearAlgebra;

namespace DrEvents.Measurement.Engine;

/// <summary>
/// Load by time of week and outdoor temperature: a factor for each time of week, and a line of temperature that bends at knots, fitted apart for the times
/// at which the building is occupied and for the others.
/// </summary>
internal sealed class TimeOfWeek
{
    /// <summary>Where temperature alone is asked what it explains: heating below, cooling above, °F.</summary>
    private const double HeatingBelowF = 50;
    private const double CoolingAboveF = 65;

    /// <summary>With no more times of week than that, none counts as occupied.</summary>
    private const int OccupiedLeast = 2;

    /// <summary>A direction in which temperatures vary less than this part of the most says nothing.</summary>
    private const double RelativeZero = 1e-10;

    private readonly record struct Row(int TimeOfWeek, double Kw, double TemperatureF);

    /// <summary>A fit: the load of each time of week at no temperature, and what each piece of the line adds.</summary>
    private sealed record Fit(double[] FactorsKw, double[] KwPerF);

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
        var line = TemperatureLine.Of(rule.KnotsF, [.. rows.Select(r => r.TemperatureF)], rule.PointsBeyondKnot);
        var isOccupied = Occupied(rows, minutes, rule.OccupiedShare);
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

        Fit FitOf(bool occupied) => Fitted(rows.Where(r => isOccupied[r.TimeOfWeek] == occupied), line, isOccupied.Length);
    }

    private static (List<Row>, IReadOnlyList<DayVerdict>) Rows(MeteredSite site, EventHours hours, RegressionRule rule, int minutes)
    {
        var rows = new List<Row>();
        var days = new List<DayVerdict>();
        for (var day = Math.Max(site.Days.FirstDay, hours.Day - rule.LookBackDays); day < hours.Day; day++)
        {
            var isEvent = site.EventDays.Contains(day);
            var before = rows.Count;
            for (var slot = 0; !isEvent && slot < site.Days.Slots; slot++)
            {
                var (kw, temperature) = (site.Days.Kw(day, slot), site.TemperatureDays.Kw(day, slot));
                if (!double.IsNaN(kw) && !double.IsNaN(temperature))
                    rows.Add(new Row(TimeOf(day, slot, site, minutes), kw, temperature));
            }
            var reason =
                isEvent ? DiscardReasons.Event
                : rows.Count == before ? DiscardReasons.Incomplete
                : null;
            days.Add(new DayVerdict(DateOnly.FromDayNumber(day), reason is null, reason));
        }
        days.Reverse();
        return (rows, days);
    }

    /// <summary>Monday's first interval is 0.</summary>
    private static int TimeOf(int day, int slot, MeteredSite site, int minutes)
    {
        var weekday = ((int)DateOnly.FromDayNumber(day).DayOfWeek + 6) % 7;
        return (weekday * 24 * 60 + slot * site.Days.IntervalMinutes) / minutes;
    }

    /// <summary>Times of week at which the load lies mostly above what temperature alone explains.</summary>
    private static bool[] Occupied(List<Row> rows, int minutes, double share)
    {
        var alone = Fitted(
            rows,
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
        bool[] occupied = [.. all.Select((n, i) => n > 0 && above[i] > share * n)];
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

    private delegate void PiecesOf(double temperatureF, Span<double> pieces);

    private static Fit Fitted(IEnumerable<Row> rows, TemperatureLine line, int times) =>
        Fitted([.. rows], line.PiecesOf, line.Pieces, r => r.TimeOfWeek, times);

    /// <summary>
    /// Least squares with a factor for each group. What the factors explain is taken out first (Frisch, Waugh and Lovell): left are a few pieces of
    /// temperature, whatever the number of factors. A group without rows has NaN for a factor.
    /// </summary>
    private static Fit Fitted(List<Row> rows, PiecesOf piecesOf, int n, Func<Row, int> groupOf, int groups)
    {
        var means = new double[groups, n + 1];
        var counts = new int[groups];
        Span<double> x = stackalloc double[n + 1];
        foreach (var row in rows)
        {
            piecesOf(row.TemperatureF, x);
            x[n] = row.Kw;
            var group = groupOf(row);
            counts[group]++;
            for (var i = 0; i <= n; i++)
                means[group, i] += x[i];
        }
        for (var group = 0; group < groups; group++)
        {
            for (var i = 0; i <= n; i++)
                means[group, i] /= counts[group];
        }
        var (gram, right) = (new double[n, n], new double[n]);
        foreach (var row in rows)
        {
            piecesOf(row.TemperatureF, x);
            x[n] = row.Kw;
            var group = groupOf(row);
            for (var i = 0; i <= n; i++)
                x[i] -= means[group, i];
            for (var i = 0; i < n; i++)
            {
                right[i] += x[i] * x[n];
                for (var j = 0; j <= i; j++)
                    gram[i, j] += x[i] * x[j];
            }
        }
        var kwPerF = Solved(gram, right);
        var factors = new double[groups];
        for (var group = 0; group < groups; group++)
        {
            factors[group] = means[group, n];
            for (var i = 0; i < n; i++)
                factors[group] -= kwPerF[i] * means[group, i];
        }
        return new Fit(factors, kwPerF);
    }

    /// <summary>The smallest solution of the normal equations: a piece in which the temperature never was has no part in it.</summary>
    private static double[] Solved(double[,] lower, double[] right)
    {
        var n = right.Length;
        var gram = Matrix<double>.Build.Dense(n, n, (i, j) => lower[Math.Max(i, j), Math.Min(i, j)]);
        var evd = gram.Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Select(v => v.Real).ToArray();
        var bound = values.Select(Math.Abs).DefaultIfEmpty(0).Max() * RelativeZero;
        var solution = new double[n];
        for (var k = 0; k < n; k++)
        {
            if (values[k] <= bound)
                continue;
            var along = 0.0;
            for (var i = 0; i < n; i++)
                along += evd.EigenVectors[i, k] * right[i];
            for (var i = 0; i < n; i++)
                solution[i] += evd.EigenVectors[i, k] * along / values[k];
        }
        return solution;
    }
}
