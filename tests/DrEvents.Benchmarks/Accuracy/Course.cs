using DrEvents.Benchmarks.Reporting;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>An event minute by minute. Powers in kW.</summary>
/// <param name="Plan">Whose it is.</param>
/// <param name="RequestedKw">What was asked.</param>
/// <param name="TruthKw">What was really delivered.</param>
/// <param name="MeasuredKw">What the backend measured.</param>
/// <param name="ClaimedKw">What the VENs claimed.</param>
/// <param name="ErrorKw">One standard error of what the backend measured, by its own word.</param>
internal sealed record Course(
    TownPlan Plan,
    double RequestedKw,
    double[] TruthKw,
    double[] MeasuredKw,
    double[] ClaimedKw,
    double[] ErrorKw
)
{
    /// <summary>Seconds to 90 % of the request; 0 where they were more than two minutes.</summary>
    public double ReachedS { get; init; }

    /// <summary>Commands after each VEN's first.</summary>
    public double CommandsPerVenHour { get; init; }

    /// <summary>Who was known not to deliver; null where the event was too short for that.</summary>
    public Finding? Finding { get; init; }

    /// <summary>The first minute in which all has to be as asked.</summary>
    private const int FirstMinute = 1;

    /// <summary>Delivered by requested, from minute 2 to the end.</summary>
    public double DeliveredShare => TruthKw.Skip(FirstMinute).Average() / RequestedKw;

    public static Course Of(Town town, DateTimeOffset start, double[] truthKw)
    {
        return new Course(
            town.Plan,
            town.RequestedKw,
            truthKw,
            ByMinute(m => m.CurrentReductionKw),
            ByMinute(m => m.ClaimedReductionKw),
            ByMinute(m => m.CurrentReductionErrorKw ?? 0)
        );

        double[] ByMinute(Func<EventMetricsView, double> kw) =>
            [
                .. Enumerable
                    .Range(0, truthKw.Length)
                    .Select(minute =>
                        town.Said.Where(s => (int)Math.Floor((s.At - start).TotalMinutes) == minute)
                            .Select(s => kw(s.Metrics))
                            .DefaultIfEmpty(double.NaN)
                            .Average()
                    ),
            ];
    }

    /// <summary>Share of the minutes from the second on in which the truth is so near to the request.</summary>
    public double ShareWithin(double share) => TruthKw.Skip(FirstMinute).Average(kw => Math.Abs((kw / RequestedKw) - 1) <= share ? 1 : 0);

    /// <summary>How far the measured reduction is from the truth, as a share of the request, in each interval from the second minute on.</summary>
    public IEnumerable<double> MeasuredMisses(int minutes) => Misses(MeasuredKw, minutes);

    /// <inheritdoc cref="MeasuredMisses"/>
    public IEnumerable<double> ClaimedMisses(int minutes) => Misses(ClaimedKw, minutes);

    /// <summary>Whether the truth was within two of the stated errors, for each interval from the second minute on.</summary>
    public IEnumerable<bool> AreWithinErrors(int minutes) =>
        Enumerable
            .Range(FirstMinute, TruthKw.Length - FirstMinute)
            .Chunk(minutes)
            .Select(part =>
                Math.Abs(part.Average(m => MeasuredKw[m]) - part.Average(m => TruthKw[m])) <= 2 * part.Average(m => ErrorKw[m])
            );

    /// <summary>The value that such a share of all does not exceed.</summary>
    public static double Percentile(double[] values, double share) =>
        values.Order().ElementAt(Math.Min(values.Length - 1, (int)Math.Ceiling(share * values.Length) - 1));

    public Timeline Picture() =>
        new(
            $"{Plan.Name}: {RequestedKw:0} kW asked",
            [
                new Panel(
                    "kW",
                    [
                        CurveOf("requested", [.. TruthKw.Select(_ => RequestedKw)]),
                        CurveOf("claimed", ClaimedKw),
                        CurveOf("measured", MeasuredKw),
                        CurveOf("truth", TruthKw),
                    ]
                ),
            ],
            []
        );

    private IEnumerable<double> Misses(double[] kw, int minutes) =>
        Enumerable
            .Range(FirstMinute, TruthKw.Length - FirstMinute)
            .Chunk(minutes)
            .Select(part => Math.Abs(part.Average(m => kw[m]) - part.Average(m => TruthKw[m])) / RequestedKw);

    private static Curve CurveOf(string name, double[] kw) => new(name, [.. kw.Select((v, minute) => ((minute + 0.5) * 60, v))]);
}
