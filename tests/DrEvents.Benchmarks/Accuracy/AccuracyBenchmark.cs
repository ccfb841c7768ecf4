using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>
/// What is delivered, claimed and measured against the truth, minute by minute, at four hours of the year. Each town is a fleet of mixed homes that
/// lives at an hour of its own and is called to an event of its own; all of them at once, through a real broker and backend.
/// </summary>
internal static class AccuracyBenchmark
{
    private const int Homes = 300;

    /// <summary>Of what the homes can shed at the beginning; about half of what they hold for twenty minutes.</summary>
    private const double RequestedShare = 0.35;
    private const double WithinShare = 0.05;
    private const int IntervalMinutes = 5;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    /// <summary>When it is looked who is known not to deliver.</summary>
    private static readonly TimeSpan FoundWithin = TimeSpan.FromMinutes(3);

    private static readonly bool[] HaveFaults = [false, true];

    private static readonly (string Name, DateTimeOffset Clock)[] Hours =
    [
        ("winter morning", new(2026, 1, 14, 6, 30, 0, TimeSpan.FromHours(1))),
        ("winter evening", new(2026, 1, 14, 17, 30, 0, TimeSpan.FromHours(1))),
        ("hot afternoon", new(2026, 7, 15, 16, 0, 0, TimeSpan.FromHours(-7))),
        ("late night", new(2026, 1, 14, 23, 0, 0, TimeSpan.FromHours(1))),
    ];

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var (minutes, seeds) = options.Accuracy;
        await using var bed = await Bed.StartAsync(machine, "accuracy", cancellation);
        var towns = new List<Town>();
        try
        {
            foreach (var plan in Plans(seeds))
                towns.Add(await Town.StartAsync(bed, towns.Count + 1, Homes, plan, cancellation));
            await Task.Delay(Calm, cancellation);
            var start = DateTimeOffset.UtcNow + Ahead;
            var end = start.AddMinutes(minutes);
            foreach (var town in towns)
                await town.CallAsync(RequestedShare, start, end, cancellation);
            var found = new Dictionary<Town, Finding>();
            for (; DateTimeOffset.UtcNow < end; await Task.Delay(Between, cancellation))
            {
                foreach (var town in towns)
                    await town.LookAsync(cancellation);
                if (found.Count == 0 && DateTimeOffset.UtcNow > start + FoundWithin)
                {
                    foreach (var town in towns)
                        found.Add(town, Finding.Of(town, await town.VensAsync(cancellation)));
                }
            }
            var courses = new List<Course>();
            foreach (var town in towns)
            {
                var byMinute = await town.TruthAsync(start, TimeSpan.FromMinutes(1), minutes, cancellation);
                var byStep = await town.TruthAsync(start, Step, (int)(TimeSpan.FromMinutes(2) / Step), cancellation);
                var commands = (await town.VensAsync(cancellation)).Sum(v => Math.Max(0, v.Commands.Count(c => c.Op == "shedPanel") - 1));
                courses.Add(
                    Course.Of(town, start, byMinute) with
                    {
                        ReachedS = Step.TotalSeconds * (1 + Array.FindIndex(byStep, kw => kw >= 0.9 * town.RequestedKw)),
                        CommandsPerVenHour = commands / (Homes * minutes / 60.0),
                        Finding = found.GetValueOrDefault(town),
                    }
                );
            }
            Report(report, courses, minutes);
        }
        finally
        {
            foreach (var town in towns)
                await town.DisposeAsync();
        }
    }

    private static IEnumerable<TownPlan> Plans(int seeds) =>
        from hasFaults in HaveFaults
        from hour in Hours
        from seed in Enumerable.Range(1, hasFaults ? 1 : seeds)
        select new TownPlan($"{hour.Name}, seed {seed}{(hasFaults ? ", with faults" : "")}", hour.Clock, seed, hasFaults);

    private static void Report(Report report, List<Course> all, int minutes)
    {
        foreach (var group in all.GroupBy(c => c.Plan.HasFaults))
            Report(report, [.. group], minutes, group.Key ? ", with faults" : "");
        foreach (var course in all.Where(c => c.Plan is { Seed: 1, HasFaults: false }))
            report.Add("accuracy-" + course.Plan.Name.Split(',')[0].Replace(' ', '-'), course.Picture());
    }

    private static void Report(Report report, List<Course> courses, int minutes, string faults)
    {
        var what = $"{courses.Count} towns of {Homes} mixed homes, {minutes} minutes{faults}";
        report.Add(
            new Figure(
                $"delivered ÷ requested by the truth from minute 2 on, worst of {what}",
                courses.MaxBy(c => Math.Abs(c.DeliveredShare - 1))!.DeliveredShare,
                "",
                Bar: WithinShare,
                Beyond: 0.02,
                Better: Better.NearOne,
                Note: string.Join(
                    "; ",
                    courses.Select(c => FormattableString.Invariant($"{c.Plan.Name}: {c.DeliveredShare:0.000} of {c.RequestedKw:0} kW"))
                )
            )
        );
        report.Add(
            new Figure(
                $"minutes within ±5 % of the request, worst of {what}",
                courses.Min(c => c.ShareWithin(WithinShare)),
                "",
                Bar: 0.8,
                Beyond: 0.95,
                Better: Better.Higher
            )
        );
        report.Add(
            new Figure(
                $"(measured − truth) ÷ request in {IntervalMinutes} minutes, 90 % of the intervals of {what}",
                Course.Percentile([.. courses.SelectMany(c => c.MeasuredMisses(IntervalMinutes))], 0.9),
                "",
                Bar: WithinShare,
                Beyond: 0.02
            )
        );
        report.Add(
            new Figure(
                $"(claimed − truth) ÷ request in {IntervalMinutes} minutes, 90 % of the intervals of {what}",
                Course.Percentile([.. courses.SelectMany(c => c.ClaimedMisses(IntervalMinutes))], 0.9),
                ""
            )
        );
        var within = courses.SelectMany(c => c.AreWithinErrors(IntervalMinutes)).ToList();
        report.Add(
            new Figure(
                $"intervals of {IntervalMinutes} minutes with the truth within two stated errors, of {within.Count}, {what}",
                within.Average(w => w ? 1 : 0),
                "",
                Bar: 0.95,
                Better: Better.Higher,
                Note: "one standard error by request: "
                    + string.Join(
                        "; ",
                        courses.Select(c =>
                            FormattableString.Invariant($"{c.Plan.Name}: {c.ErrorKw.Skip(1).Average() / c.RequestedKw:0.000}")
                        )
                    )
            )
        );
        report.Add(
            new Figure(
                $"90 % of the request reached after the start, worst of {what}",
                courses.Max(c => c.ReachedS > 0 ? c.ReachedS : 120),
                "s",
                Bar: 60,
                Beyond: 10
            )
        );
        report.Add(
            new Figure(
                $"commands of the loop per VEN and hour, most of {what}",
                courses.Max(c => c.CommandsPerVenHour),
                "",
                Bar: 6,
                Beyond: 2
            )
        );
        var findings = courses.Select(c => c.Finding).OfType<Finding>().ToList();
        if (findings.Count == 0)
            return;
        var others = findings.Sum(f => f.Others);
        report.Add(
            new Figure(
                $"VENs that deliver and are said not to, of {others}, after {FoundWithin.TotalMinutes} minutes of {what}",
                findings.Sum(f => f.Accused) / (double)Math.Max(1, others),
                "",
                Bar: 0.01,
                Beyond: 0.001
            )
        );
        var stuck = findings.Sum(f => f.Stuck);
        if (stuck > 0)
            report.Add(
                new Figure(
                    $"stuck VENs with a share of four standard errors that are found, of {stuck}, after {FoundWithin.TotalMinutes} minutes of {what}",
                    findings.Sum(f => f.Found) / (double)stuck,
                    "",
                    Bar: 0.95,
                    Beyond: 1,
                    Better: Better.Higher,
                    Note: $"{findings.Sum(f => f.StuckSmall)} more have smaller shares; {findings.Sum(f => f.FoundSmall)} of them are found too"
                )
            );
    }
}
