using System.Collections.Concurrent;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>What takes too long in real time: events of four hours, and whether the stated errors are true at every hour of the day.</summary>
internal static class InTimeBenchmark
{
    private const int LongHomes = 300;
    private const int LongHours = 4;
    private const double LongShare = 0.4;
    private const int Seed = 1;
    private static readonly double[] StartShares = [0.4, 0.3];
    private const int WindowHomes = 100;
    private const int WindowMinutes = 20;
    private const double WindowShare = 0.35;
    private const int IntervalMinutes = 5;

    private static readonly (string Name, DateTimeOffset Clock)[] Days =
    [
        ("winter", new(2026, 1, 14, 0, 0, 0, TimeSpan.Zero)),
        ("summer", new(2026, 7, 15, 0, 0, 0, TimeSpan.Zero)),
    ];

    private static readonly (string Name, DateTimeOffset Clock)[] Hours =
    [
        ("winter morning", new(2026, 1, 14, 6, 30, 0, TimeSpan.Zero)),
        ("winter evening", new(2026, 1, 14, 17, 30, 0, TimeSpan.Zero)),
        ("hot afternoon", new(2026, 7, 15, 14, 0, 0, TimeSpan.Zero)),
        ("late night", new(2026, 1, 14, 23, 0, 0, TimeSpan.Zero)),
    ];

    public static Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        Long(report, options.IsShort, cancellation);
        Windows(report, options.IsShort, cancellation);
        FieldInTime.Run(report, Hours, options.IsShort ? 1 : 3, Parallelism(cancellation));
        return Task.CompletedTask;
    }

    /// <summary>
    /// What a fleet can shed at the start it cannot hold for hours: vehicles are full, batteries empty, houses cold. What it has for hours is what one could
    /// hold who knows the future.
    /// </summary>
    private static void Long(Report report, bool isShort, CancellationToken cancellation)
    {
        var mostKw = new ConcurrentDictionary<string, double>();
        var duration = TimeSpan.FromHours(LongHours);
        Parallel.ForEach(
            Clocks(isShort),
            Parallelism(cancellation),
            c => mostKw[c.Name] = TownInTime.MostHeldKw(LongHomes, Seed, c.Clock, duration)
        );
        Hold($"{LongShare * 100:0} % of what {LongHomes} homes could hold for them at most", (name, _) => LongShare * mostKw[name]);
        foreach (var share in isShort ? [] : StartShares)
            Hold($"{share * 100:0} % of what {LongHomes} homes can shed at the start", (_, canShedKw) => share * canShedKw);

        void Hold(string asked, Func<string, double, double> requested)
        {
            var worst = new ConcurrentDictionary<string, (double OfRequest, double OfMost, double PerVenHour)>();
            Parallel.ForEach(
                Clocks(isShort),
                Parallelism(cancellation),
                clock =>
                {
                    var town = new TownInTime(LongHomes, Seed, clock.Clock, canShedKw => requested(clock.Name, canShedKw), duration);
                    var means = town.Run()
                        .Skip(IntervalMinutes)
                        .Chunk(IntervalMinutes)
                        .Select(c => c.Average(m => m.TrueKw) / town.RequestedKw);
                    worst[clock.Name] = (
                        means.MinBy(share => Math.Min(share, 2 - share)),
                        town.RequestedKw / mostKw[clock.Name],
                        town.Changes / (double)(LongHomes * LongHours)
                    );
                }
            );
            report.Add(
                new Figure(
                    $"{LongHours} hours at {asked}: the five minutes farthest from the request, ÷ it",
                    worst.Values.MinBy(w => Math.Min(w.OfRequest, 2 - w.OfRequest)).OfRequest,
                    "",
                    Bar: 0.1,
                    Beyond: 0.05,
                    Better: Better.NearOne,
                    Note: string.Join(
                        "; ",
                        worst.Select(w =>
                            FormattableString.Invariant($"{w.Key} {w.Value.OfRequest:0.000}, asked for {w.Value.OfMost:0.00} of the most")
                        )
                    )
                )
            );
            report.Add(
                new Figure(
                    $"commands of the loop per VEN and hour in {LongHours} hours at {asked}, most",
                    worst.Values.Max(w => w.PerVenHour),
                    "",
                    Bar: 6,
                    Beyond: 2
                )
            );
        }
    }

    private static (string Name, DateTimeOffset Clock)[] Clocks(bool isShort) => isShort ? Hours[..2] : Hours;

    private static void Windows(Report report, bool isShort, CancellationToken cancellation)
    {
        var windows = new ConcurrentBag<(bool IsWithin, double Miss, double Error, double OracleMiss)>();
        var starts =
            from day in Days
            from hour in Enumerable.Range(0, 24)
            from seed in Enumerable.Range(1, isShort ? 1 : 5)
            select (Start: day.Clock.AddHours(hour), seed);
        Parallel.ForEach(
            starts,
            Parallelism(cancellation),
            window =>
            {
                var town = new TownInTime(
                    WindowHomes,
                    window.seed,
                    window.Start,
                    canShedKw => WindowShare * canShedKw,
                    TimeSpan.FromMinutes(WindowMinutes),
                    hasOracle: true
                );
                if (town.RequestedKw <= 0)
                    return;
                var minutes = town.Run().TakeLast(IntervalMinutes).ToList();
                var miss = Math.Abs(minutes.Average(m => m.MeasuredKw) - minutes.Average(m => m.TrueKw));
                var error = minutes.Average(m => m.ErrorKw);
                var oracleMiss = minutes.Average(m => m.OracleKw) - minutes.Average(m => m.TrueKw);
                windows.Add((miss <= 2 * error, miss / town.RequestedKw, error / town.RequestedKw, oracleMiss / town.RequestedKw));
            }
        );
        var share = windows.Average(w => w.IsWithin ? 1 : 0);
        // Of so many windows, 95 % of what comes by chance (normal approximation of the binomial).
        var by = 1.96 * Math.Sqrt(0.95 * 0.05 / windows.Count);
        report.Add(
            new Figure(
                $"events of {WindowMinutes} minutes with the truth of their last {IntervalMinutes} within two stated errors, of {windows.Count} (every hour of two days, {WindowHomes} homes each)",
                share,
                "",
                Bar: 0.95 - by,
                Better: Better.Higher,
                Note: FormattableString.Invariant(
                    $"the bar is the lower end of the binomial interval of 95 %; mean stated error {windows.Average(w => w.Error):0.000}, mean miss {windows.Average(w => w.Miss):0.000} of the request"
                )
            )
        );
        var (ownMiss, oracleMissed) = (RootMeanSquare(windows.Select(w => w.Miss)), RootMeanSquare(windows.Select(w => w.OracleMiss)));
        report.Add(
            new Figure(
                $"error of the measured reduction in these {windows.Count} events ÷ that of an oracle that knows each home's state and not its future",
                ownMiss / oracleMissed,
                "",
                Bar: 2,
                Beyond: 1.3,
                Note: FormattableString.Invariant($"root mean square: {ownMiss:0.000} and {oracleMissed:0.000} of the request")
            )
        );
    }

    private static double RootMeanSquare(IEnumerable<double> values) => Math.Sqrt(values.Average(v => v * v));

    private static ParallelOptions Parallelism(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
}
