using System.Collections.Concurrent;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>What takes too long in real time: events of four hours, and whether the stated errors are true at every hour of the day.</summary>
internal static class InTimeBenchmark
{
    private const int LongHomes = 300;
    private const int LongHours = 4;
    private static readonly double[] LongShares = [0.4, 0.3, 0.2];
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
        return Task.CompletedTask;
    }

    /// <summary>Nobody can say before what a fleet can hold for hours: so it is asked for less and less of what it can shed at the start.</summary>
    private static void Long(Report report, bool isShort, CancellationToken cancellation)
    {
        foreach (var share in isShort ? LongShares[^1..] : LongShares)
        {
            var worst = new ConcurrentDictionary<string, (double Share, double PerVenHour)>();
            Parallel.ForEach(
                isShort ? Hours[..2] : Hours,
                Parallelism(cancellation),
                hour =>
                {
                    var town = new TownInTime(LongHomes, seed: 1, hour.Clock, share, TimeSpan.FromHours(LongHours));
                    var minutes = town.Run();
                    var means = minutes
                        .Skip(IntervalMinutes)
                        .Chunk(IntervalMinutes)
                        .Select(c => c.Average(m => m.TrueKw) / town.RequestedKw);
                    worst[hour.Name] = (means.MinBy(s => Math.Min(s, 2 - s)), town.Changes / (double)(LongHomes * LongHours));
                }
            );
            report.Add(
                new Figure(
                    $"{LongHours} hours at {share * 100:0} % of what {LongHomes} homes can shed at the start: the five minutes farthest from the request, ÷ it",
                    worst.Values.MinBy(w => Math.Min(w.Share, 2 - w.Share)).Share,
                    "",
                    Bar: 0.1,
                    Beyond: 0.05,
                    Better: Better.NearOne,
                    Note: string.Join("; ", worst.Select(w => FormattableString.Invariant($"{w.Key} {w.Value.Share:0.000}")))
                )
            );
            report.Add(
                new Figure(
                    $"commands of the loop per VEN and hour in {LongHours} hours at {share * 100:0} %, most",
                    worst.Values.Max(w => w.PerVenHour),
                    "",
                    Bar: 6,
                    Beyond: 2
                )
            );
        }
    }

    private static void Windows(Report report, bool isShort, CancellationToken cancellation)
    {
        var windows = new ConcurrentBag<(bool IsWithin, double Miss, double Error)>();
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
                var town = new TownInTime(WindowHomes, window.seed, window.Start, WindowShare, TimeSpan.FromMinutes(WindowMinutes));
                if (town.RequestedKw <= 0)
                    return;
                var minutes = town.Run().Skip(1).ToList();
                var miss = Math.Abs(minutes.Average(m => m.MeasuredKw) - minutes.Average(m => m.TrueKw));
                var error = minutes.Average(m => m.ErrorKw);
                windows.Add((miss <= 2 * error, miss / town.RequestedKw, error / town.RequestedKw));
            }
        );
        var share = windows.Average(w => w.IsWithin ? 1 : 0);
        // Of so many windows, 95 % of what comes by chance (normal approximation of the binomial).
        var by = 1.96 * Math.Sqrt(0.95 * 0.05 / windows.Count);
        report.Add(
            new Figure(
                $"events of {WindowMinutes} minutes with the truth within two stated errors, of {windows.Count} (every hour of two days, {WindowHomes} homes each)",
                share,
                "",
                Bar: 0.95 - by,
                Better: Better.Higher,
                Note: FormattableString.Invariant(
                    $"the bar is the lower end of the binomial interval of 95 %; mean stated error {windows.Average(w => w.Error):0.000}, mean miss {windows.Average(w => w.Miss):0.000} of the request"
                )
            )
        );
    }

    private static ParallelOptions Parallelism(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
}
