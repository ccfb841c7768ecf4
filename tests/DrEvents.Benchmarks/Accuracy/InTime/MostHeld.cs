using DrEvents.Ven.Loads;
using DrEvents.Ven.Shedding;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>
/// The most that a fleet could hold throughout an event, by one who knows the future: at no moment more than what runs and what batteries give, and in
/// all no more than homes use less if everything is down to its lowest from beginning to end. Which home could give it when is left out: so nobody can
/// hold more, and hardly anybody as much.
/// </summary>
internal static class MostHeld
{
    private const int Halvings = 50;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>The highest power that could be held, kW.</summary>
    /// <param name="homes">Builds each home, as often as it is asked.</param>
    /// <param name="start">When the event begins.</param>
    /// <param name="duration">How long it lasts.</param>
    public static double Kw(IEnumerable<Func<IReadOnlyList<ILoad>>> homes, DateTimeOffset start, TimeSpan duration)
    {
        var steps = new (double AlwaysKw, double StoresKw)[(int)(duration / Step)];
        var storesKwh = 0.0;
        foreach (var home in homes)
            storesKwh += Add(home, steps, start);
        var (low, high) = (0.0, steps.Min(s => s.AlwaysKw + s.StoresKw));
        for (var i = 0; i < Halvings; i++)
        {
            var kw = (low + high) / 2;
            (low, high) = steps.Sum(s => Math.Max(0, kw - s.AlwaysKw)) * Step.TotalHours <= storesKwh ? (kw, high) : (low, kw);
        }
        return low;
    }

    /// <summary>Adds what a home could give at each moment, and returns what all that has a store could give in all, kWh.</summary>
    private static double Add(Func<IReadOnlyList<ILoad>> home, (double AlwaysKw, double StoresKw)[] steps, DateTimeOffset start)
    {
        var (free, lowest) = (home(), home());
        foreach (var load in free.Concat(lowest))
            load.MeasureAt(start - Controller.WarmTime);
        var storesKwh = 0.0;
        for (var place = 0; place < free.Count; place++)
        {
            var description = free[place].Description;
            if (description.IsCritical || description.Type == LoadTypes.Pv)
                continue;
            lowest[place].LimitTo(description.Type == LoadTypes.Battery ? -description.RatedKw : 0, start);
            for (var i = 0; i < steps.Length; i++)
            {
                var now = start + (i * Step);
                var (usedKw, leastKw) = (free[place].MeasureAt(now).PowerKw, lowest[place].MeasureAt(now).PowerKw);
                if (description.Type == LoadTypes.Circuit)
                {
                    steps[i].AlwaysKw += usedKw;
                    continue;
                }
                steps[i].StoresKw += usedKw + (description.Type == LoadTypes.Battery ? description.RatedKw : 0);
                storesKwh += (usedKw - leastKw) * Step.TotalHours;
            }
        }
        return storesKwh;
    }
}
