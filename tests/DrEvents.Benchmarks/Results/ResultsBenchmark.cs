using System.Diagnostics;
using DrEvents.Backend.Features.Results;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Benchmarks.Results;

/// <summary>
/// How long the result of an event takes, from the stored five minutes to the stored result, against the same of the engine alone; and how long placebo
/// back-tests take. What is in memory is the most of the process, with the benchmark's own.
/// </summary>
internal static class ResultsBenchmark
{
    private const int Vens = 1_000;
    private const double BarS = 10;
    private const double BarBackTestS = 300;
    private const int VenDays = 100_000;

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using (var bed = await StoreBed.CreateAsync(machine, "results", _ => { }, cancellation))
        {
            var town = new MeasuredTown(bed, Vens);
            await town.StoreAsync([.. Enumerable.Range(0, options.Repeats + 1).Select(EventId)], cancellation);
            report.Add(new Figure("five minutes stored", town.Intervals, ""));
            await ResultAsync(bed, options, report, cancellation);
        }
        BackTests(options, report);
    }

    private static string EventId(int n) => $"evt-{n:x8}";

    private static async Task ResultAsync(StoreBed bed, RunOptions options, Report report, CancellationToken cancellation)
    {
        var (whole, memory) = (new List<double>(), 0L);
        // The first one compiles, and fills PostgreSQL's cache.
        for (var i = 0; i <= options.Repeats; i++)
        {
            GC.Collect();
            var (before, begin) = (GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
            await using var session = bed.Store.LightweightSession();
            var (made, isNew) = await bed.Service<ResultIssuing>().IssueAsync(session, EventId(i), isAskedFor: false, cancellation);
            await session.SaveChangesAsync(cancellation);
            if (!isNew || made!.Vens != Vens)
                throw new InvalidOperationException(
                    $"the result has {made?.Vens} VENs: {(made?.NotMeasuredVens is [var first, ..] ? first.Why : "")}"
                );
            if (i > 0)
                whole.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            memory = Math.Max(memory, GC.GetTotalAllocatedBytes() - before);
        }
        var (at, compute) = (Figures.Median(whole), Engine(options));
        report.Add(new Figure($"result of an event, {Vens:N0} VENs, ten like days each", at, "s", BarS, Note: Figures.List(whole)));
        report.Add(new Figure("the engine alone, the same from memory", compute, "s", Note: "the floor"));
        report.Add(new Figure("result ÷ engine alone", at / compute, ""));
        report.Add(new Figure("allocated for a result", memory / 1024.0 / 1024.0 / Vens, "MiB a VEN"));
        report.Add(new Figure("most memory of the process so far", Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024.0, "MiB"));
    }

    /// <summary>Seconds for as many VENs without a store.</summary>
    private static double Engine(RunOptions options)
    {
        var start = Instant.FromUtc(2026, 11, 18, 17, 0);
        var hours = new MeasuredHours(start, start + Duration.FromHours(1), 5, DateTimeZone.Utc);
        var profile = FirstLook.Of(ShippedProfiles.Get("caiso-10-in-10"), 16)!;
        var readings = NeededHours
            .Of(hours.Zone, hours.Start, hours.End, profile, 5)
            .SelectMany(n =>
                Enumerable
                    .Range(0, (int)(n.Duration.TotalMinutes / 5))
                    .Select(i => new Reading(n.Start.ToUnixTimeSeconds() / 60 + i * 5L, 4 + i % 7))
            )
            .ToList();
        var times = new List<double>();
        for (var i = 0; i <= options.Repeats; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var ven = 0; ven < Vens; ven++)
                MeasureVen.Of("ven", hours, profile, [], readings, new HashSet<DateOnly>(), 5);
            if (i > 0)
                times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        return Figures.Median(times);
    }

    /// <summary>Every profile that needs neither temperatures nor others, on days of a quarter of an hour's readings.</summary>
    private static void BackTests(RunOptions options, Report report)
    {
        const int Days = 120;
        var venDays = options.IsShort ? VenDays / 50 : VenDays;
        var profiles = ShippedProfiles.Names.Select(ShippedProfiles.Get).Where(p => !p.NeedsTemperature && !p.NeedsControl).ToList();
        var (begin, done, tested) = (Stopwatch.GetTimestamp(), 0, 0);
        for (var ven = 0; done < venDays; ven++)
        {
            var site = SiteOf(ven, Days);
            tested += PlaceboTest.Of(site, new LocalTime(14, 0), new LocalTime(18, 0), profiles, 15).Profiles.Sum(p => p.Days);
            done += Days;
        }
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        report.Add(
            new Figure(
                $"back-test of {done:N0} VEN-days by {profiles.Count} profiles",
                seconds,
                "s",
                options.IsShort ? null : BarBackTestS,
                Note: $"{tested:N0} placebo events"
            )
        );
    }

    private static MeteredSite SiteOf(int ven, int days)
    {
        var random = new Random(ven);
        var first = Instant.FromUtc(2026, 3, 2, 0, 0).ToUnixTimeSeconds() / 60;
        var readings = Enumerable.Range(0, days * 96).Select(i => new Reading(first + i * 15L, 3 + random.NextDouble())).ToList();
        return new MeteredSite(DateTimeZone.Utc, MeterSeries.Of(readings, 15));
    }
}
