using DrEvents.Benchmarks.Accuracy;
using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Homes;

/// <summary>What the results of a town's events are worth, by the truth.</summary>
internal static class HomesFigures
{
    private const double BiasBar = 0.05;
    private const double BiasBeyond = 0.02;

    /// <summary>What a band promises.</summary>
    private const double Stated = 0.9;

    /// <summary>VENs that delivered less have no error by what they delivered that says anything, kW.</summary>
    private const double DeliveredLeastKw = 0.2;
    private static readonly double[] Quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];

    public static void Add(Report report, HomesPlan plan, IReadOnlyList<MeasuredCall> calls, IReadOnlyList<PlaceboFinding> placebos)
    {
        AddBias(report, plan, calls);
        AddCoverage(report, calls, placebos);
        AddVens(report, calls);
        AddProfiles(report, calls);
        report.Add("homes", Picture(plan, calls));
    }

    private static void AddBias(Report report, HomesPlan plan, IReadOnlyList<MeasuredCall> calls)
    {
        var biases = calls.Select(c => c.Bias).ToList();
        var (mean, error) = MeanAndError(biases);
        var pooled = calls.Sum(c => c.PortfolioKw * c.Hours) / calls.Sum(c => c.PortfolioTrueKw * c.Hours) - 1;
        var metering = -calls.Sum(c => c.MeteringErrorKw * c.Hours) / calls.Sum(c => c.PortfolioTrueKw * c.Hours);
        report.Add(
            new Figure(
                $"bias of the portfolio's reduction, (result − truth) ÷ truth, mean of {calls.Count} events, without its sign",
                Math.Abs(mean),
                "",
                Bar: BiasBar,
                Beyond: BiasBeyond,
                Note: FormattableString.Invariant(
                    $"{mean:+0.000;-0.000}, standard error {error:0.000}; of all kWh together {pooled:+0.000;-0.000}, of which what the meters missed is {metering:+0.000;-0.000}; {plan.Homes} homes, {plan.Homes / plan.Groups} in an event"
                )
            )
        );
        report.Add(new Figure("the same, median with its sign", Figures.Median(biases), ""));
        report.Add(
            new Figure(
                "the same, the event that is farthest off, with its sign",
                biases.MaxBy(Math.Abs),
                "",
                Note: string.Join(
                    "; ",
                    calls.Select(c =>
                        FormattableString.Invariant(
                            $"{c.Call.Start:MM-dd HH'h'} {c.PortfolioKw:0.0} of {c.PortfolioTrueKw:0.0} kW{c.IsCovered switch { true => "", false => ", outside of its band", null => ", without a band" }}"
                        )
                    )
                )
            )
        );
    }

    private static void AddCoverage(Report report, IReadOnlyList<MeasuredCall> calls, IReadOnlyList<PlaceboFinding> placebos)
    {
        var windows = Coverage.Of(placebos.Select(p => p.IsCovered).OfType<bool>());
        report.Add(
            new Figure("placebo windows of a portfolio whose error lies in the band of 90 %", windows.Share, "", Note: $"{windows}")
        );
        report.Add(
            new Figure(
                "90 % lies outside of the binomial interval of that by",
                windows.MissOf(Stated),
                "",
                Bar: 0,
                Note: FormattableString.Invariant(
                    $"predicted − actual: {placebos.Sum(p => p.ErrorKw) / placebos.Sum(p => p.ActualKw):+0.000;-0.000} of the use in the mean"
                )
            )
        );
        var events = Coverage.Of(calls.Select(c => c.IsCovered).OfType<bool>());
        report.Add(new Figure("events whose truth lies in the portfolio's band of 90 %", events.Share, "", Note: $"{events}"));
    }

    private static void AddVens(Report report, IReadOnlyList<MeasuredCall> calls)
    {
        var vens = calls.SelectMany(c => c.ByVen).ToList();
        double[] errors = [.. vens.Select(v => v.Kw - v.TrueKw)];
        double[] shares = [.. vens.Where(v => v.TrueKw >= DeliveredLeastKw).Select(v => Math.Abs(v.Kw - v.TrueKw) / v.TrueKw)];
        report.Add(
            new Figure(
                $"error of a single VEN's mean reduction, root mean square of {vens.Count}",
                Math.Sqrt(errors.Average(e => e * e)),
                "kW",
                Note: FormattableString.Invariant(
                    $"delivered {vens.Average(v => v.TrueKw):0.00} kW in the mean; quantiles of the error {List(errors)} kW at {string.Join(", ", Quantiles.Select(q => FormattableString.Invariant($"{q:0.##}")))}"
                )
            )
        );
        report.Add(
            new Figure(
                $"the same ÷ truth, median of the {shares.Length} that delivered at least {DeliveredLeastKw} kW",
                Course.Percentile(shares, 0.5),
                "",
                Note: FormattableString.Invariant($"quantiles {List(shares)}")
            )
        );
        var bands = Coverage.Of(vens.Where(v => v.Band is not null).Select(v => v.Band!.LowKw <= v.TrueKw && v.TrueKw <= v.Band.HighKw));
        report.Add(new Figure("VENs' truths that lie in their own bands of 90 %", bands.Share, "", Note: $"{bands}"));
    }

    /// <summary>What each method makes of the same events, over the VENs that it measures.</summary>
    private static void AddProfiles(Report report, IReadOnlyList<MeasuredCall> calls)
    {
        var byProfile = calls.SelectMany(c => c.Profiles.Select(p => (Call: c, Profile: p))).GroupBy(p => p.Profile.Profile);
        foreach (var profile in byProfile.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // Where it makes none of some VENs, the truth of those that it measured is not known here.
            var whole = profile.Where(p => p.Profile is { NotMeasured: 0, MeanKw: not null }).ToList();
            if (whole.Count == 0)
                continue;
            var biases = whole.ConvertAll(p => (p.Profile.MeanKw!.Value - p.Call.PortfolioTrueKw) / p.Call.PortfolioTrueKw);
            var (mean, error) = MeanAndError(biases);
            report.Add(
                new Figure(
                    $"bias by {profile.Key} alone, mean of {whole.Count} events, with its sign",
                    mean,
                    "",
                    Note: FormattableString.Invariant(
                        $"standard error {error:0.000}; without signs {biases.Average(Math.Abs):0.000} in the mean, {biases.Max(Math.Abs):0.000} at most"
                    )
                )
            );
        }
    }

    private static (double Mean, double StandardError) MeanAndError(List<double> values)
    {
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return (mean, values.Count < 2 ? double.NaN : Math.Sqrt(squares / (values.Count - 1) / values.Count));
    }

    private static string List(double[] values) =>
        string.Join(", ", Quantiles.Select(q => FormattableString.Invariant($"{Course.Percentile(values, q):0.00}")));

    private static Timeline Picture(HomesPlan plan, IReadOnlyList<MeasuredCall> calls)
    {
        return new(
            $"{calls.Count} events of {plan.Homes / plan.Groups} homes each: what results say, and what was true",
            [
                new Panel(
                    "kW",
                    [
                        CurveOf("truth", c => c.PortfolioTrueKw),
                        CurveOf("result", c => c.PortfolioKw),
                        CurveOf("band, low", c => c.Result.Portfolio.Band?.LowKw ?? double.NaN),
                        CurveOf("band, high", c => c.Result.Portfolio.Band?.HighKw ?? double.NaN),
                    ]
                ),
            ],
            [],
            "event, in the order of time"
        );

        Curve CurveOf(string name, Func<MeasuredCall, double> valueOf) =>
            new(name, [.. calls.Select(c => ((double)c.Call.Number, valueOf(c)))]);
    }
}
