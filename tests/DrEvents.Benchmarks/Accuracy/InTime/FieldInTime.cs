using System.Collections.Concurrent;
using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>What a fleet delivers of which a fifth has no models of its own, by what is stored of these before the event.</summary>
internal static class FieldInTime
{
    private const int Homes = 300;
    private const double FieldShare = 0.2;
    private const double RequestedShare = 0.35;
    private const double WithinShare = 0.05;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(20);

    public static void Run(Report report, IReadOnlyList<(string Name, DateTimeOffset Clock)> hours, int seeds, ParallelOptions parallelism)
    {
        foreach (var known in Enum.GetValues<KnownBefore>())
        {
            var towns = new ConcurrentBag<(string Name, double Within, double Miss, double Error, double Delivered)>();
            var all = from hour in hours from seed in Enumerable.Range(1, seeds) select (hour.Name, hour.Clock, Seed: seed);
            Parallel.ForEach(
                all,
                parallelism,
                one =>
                {
                    var town = new FieldTownInTime(Homes, one.Seed, one.Clock, FieldShare, known, RequestedShare, Lasts);
                    var minutes = town.Run().Skip(1).ToList();
                    towns.Add(
                        (
                            $"{one.Name}, seed {one.Seed}",
                            minutes.Average(m => Math.Abs((m.TrueKw / town.RequestedKw) - 1) <= WithinShare ? 1.0 : 0),
                            minutes.Average(m => m.MeasuredKw - m.TrueKw) / town.RequestedKw,
                            minutes.Average(m => m.ErrorKw) / town.RequestedKw,
                            minutes.Average(m => m.TrueKw) / town.RequestedKw
                        )
                    );
                }
            );
            var what = known switch
            {
                KnownBefore.Nothing => "nothing is stored of them before",
                KnownBefore.HalfHour => "the half hour before is stored of them",
                _ => "two weeks are stored of them",
            };
            report.Add(
                new Figure(
                    $"minutes within ±5 % of the request, mean of {towns.Count} towns of {Homes} homes, a fifth with VENs of the field: {what}",
                    towns.Average(t => t.Within),
                    "",
                    Bar: 0.8,
                    Beyond: 0.95,
                    Better: Better.Higher,
                    Note: string.Join(
                        "; ",
                        towns
                            .OrderBy(t => t.Name, StringComparer.Ordinal)
                            .Select(t =>
                                FormattableString.Invariant(
                                    $"{t.Name}: {t.Within:0.00}, delivered {t.Delivered:0.000}, measured less true {t.Miss:+0.000;-0.000}, stated error {t.Error:0.000}"
                                )
                            )
                    )
                )
            );
        }
    }
}
