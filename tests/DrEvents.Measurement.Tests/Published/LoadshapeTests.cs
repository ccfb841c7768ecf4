using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Tests.Engine;
using NodaTime;

namespace DrEvents.Measurement.Tests.Published;

/// <summary>
/// LBNL loadshape, README.md (github.com/LBNL-ETA/loadshape, commit 5315582): the baseline by time of week of the building in folder <c>Building</c> without
/// temperatures, weighted over 14 days. It prints the first three baselines, <c>5.1, 5.1, 5.26</c>, and under "Goodness of Fit Statistics"
/// <c>rmse_interval 1.723, mape_interval 12.858, rmse_interval_daytime 2.421, mape_interval_daytime 19.576, rmse_hour 1.553, mape_hour 11.343</c>.
/// </summary>
/// <remarks>
/// loadshape fits at six moments, 14 days apart back from the end, each with weights around it, and takes the mean of the six baselines with the same
/// weights. Its series of baselines begins with the first value twice, since it states an interval by its end.
/// </remarks>
public sealed class LoadshapeTests
{
    private const double WeightingDays = 14;
    private const int QuartersOfWeek = 7 * 96;

    private static readonly DateTimeZone Los = DateTimeZoneProviders.Tzdb["America/Los_Angeles"];
    private readonly List<(LocalDateTime At, double Kw)> _load = [.. Load()];

    [Fact]
    public void the_baseline_begins_as_it_is_printed() =>
        Predicted().Take(2).Select(kw => Math.Round(kw, 2, MidpointRounding.AwayFromZero)).ShouldBe([5.1, 5.26]);

    [Theory]
    [InlineData(1.723, 12.858, false)]
    [InlineData(2.421, 19.576, true)]
    public void the_errors_of_intervals_are_those_that_are_printed(double rmse, double mape, bool isDaytime) =>
        ShouldBe(Pairs().Where(p => !isDaytime || p.At.Hour is > 7 and < 19).Select(p => (p.Predicted, p.Actual)), rmse, mape);

    [Fact]
    public void so_are_those_of_hours() =>
        ShouldBe(
            All()
                .GroupBy(p => p.At.Date + new LocalTime(p.At.Hour, 0))
                .Select(h => (h.Average(p => p.Predicted), h.Average(p => p.Actual)))
                .Where(p => !double.IsNaN(p.Item2)),
            1.553,
            11.343
        );

    private static void ShouldBe(IEnumerable<(double, double)> pairs, double rmse, double mape)
    {
        List<(double Predicted, double Actual)> all = [.. pairs];
        var errors = BaselineErrors.Of(all);
        Math.Round(errors.Rrmse!.Value * all.Average(p => p.Actual), 3).ShouldBe(rmse);
        Math.Round(100 * errors.Mape!.Value, 3).ShouldBe(mape);
    }

    private IEnumerable<(LocalDateTime At, double Predicted, double Actual)> All() => _load.Zip(Predicted(), (l, p) => (l.At, p, l.Kw));

    private IEnumerable<(LocalDateTime At, double Predicted, double Actual)> Pairs() => All().Where(p => !double.IsNaN(p.Actual));

    private double[] Predicted()
    {
        double[] days = [.. _load.Select(l => Period.Between(_load[0].At, l.At, PeriodUnits.Minutes).Minutes / 1440.0)];
        int[] times = [.. _load.Select(l => ((int)l.At.DayOfWeek - 1) * 96 + l.At.Hour * 4 + l.At.Minute / 15)];
        var (sum, weights) = (new double[_load.Count], new double[_load.Count]);
        var rule = Made.Profile("towt", $"regression.weightingDays={WeightingDays}").Regression!;
        foreach (var center in Centers(days))
        {
            double[] weight = [.. days.Select(d => TimeOfWeek.Weight(days[center] - d, rule))];
            var rows = _load.Select((l, i) => new FitRow(times[i], l.Kw, 0, weight[i])).Where(r => !double.IsNaN(r.Kw));
            var fit = Fit.Of([.. rows], (_, _) => { }, 0, r => r.TimeOfWeek, QuartersOfWeek);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += weight[i] * fit.FactorsKw[times[i]];
                weights[i] += weight[i];
            }
        }
        return [.. sum.Zip(weights, (s, w) => s / w)];
    }

    /// <summary>The moments that it fits at, back from the last reading, as even as can be.</summary>
    private static IEnumerable<int> Centers(double[] days)
    {
        var segments = Math.Max(1, (int)Math.Ceiling(days[^1] / WeightingDays));
        var width = (days.Length - 1) / (double)segments;
        return Enumerable.Range(0, segments + 1).Select(i => (int)Math.Floor(days.Length - width * i + 0.001) - 1);
    }

    private static IEnumerable<(LocalDateTime At, double Kw)> Load()
    {
        var meter = MeterFile.Read(InputFile.At(Path.Combine(AppContext.BaseDirectory, "Building", "test_kw.csv")), Los, MeterUnit.Kw);
        for (var i = 0; i < meter.Kw.Count; i++)
            yield return (
                Instant.FromUnixTimeSeconds((meter.FirstMinute + i * meter.IntervalMinutes) * 60).InZone(Los).LocalDateTime,
                meter.Kw[i]
            );
    }
}
