using System.Diagnostics;
using System.Globalization;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Homes;

/// <summary>
/// What results are worth: simulated homes with weeks of history that came in through the real ingest, called to events by the backend, whose results are
/// held against what was true; and hours in which nobody was called, whose error has to lie in the band that is stated.
/// </summary>
internal static class HomesBenchmark
{
    public const string Name = "homes";

    /// <summary>A month of which the second half has events: 24 of a third of the fleet each; 288 placebo windows.</summary>
    private static readonly HomesPlan Full = new(Homes: 300, Days: 30, FreeDays: 14, Groups: 3, WindowHomes: 17);
    private static readonly HomesPlan Short = new(Homes: 30, Days: 18, FreeDays: 14, Groups: 3, WindowHomes: 5);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var plan = options.IsShort ? Short : Full;
        var begin = Stopwatch.GetTimestamp();
        var town = new HomesTown(plan, line => Console.Error.WriteLineAsync(line));
        var clock = new InTimeClock(plan.First);
        var database = await machine.CreateDatabaseAsync(Name, cancellation);
        await using var backend = await HomesBackend.StartAsync(database, clock, town.ById, cancellation);
        var calls = await town.LiveAsync(backend, cancellation);
        var placebos = await Placebos.MeasureAsync(backend, plan, cancellation);
        await Console.Error.WriteLineAsync($"{placebos.Count} placebo windows measured");
        HomesFigures.Add(report, plan, calls, placebos);
        await LaterLook.AddAsync(report, backend, calls[0], cancellation);
        report.Add(
            new Figure(
                $"{plan.Days} days of {plan.Homes} homes, {town.Samples:N0} samples, events, results and placebos included",
                Stopwatch.GetElapsedTime(begin).TotalSeconds,
                "s",
                Note: "samples of five minutes, in events of one; all of them through the backend's intake and projections"
            )
        );
        await WriteAsync(options.Out, calls, placebos, cancellation);
    }

    /// <summary>All events and windows, for whoever wants to look further.</summary>
    private static async Task WriteAsync(
        string folder,
        IReadOnlyList<MeasuredCall> calls,
        IReadOnlyList<PlaceboFinding> placebos,
        CancellationToken cancellation
    )
    {
        Directory.CreateDirectory(folder);
        var lines = new List<string> { "kind,start,minutes,vens,requestedKw,trueKw,resultKw,lowKw,highKw,covered" };
        lines.AddRange(
            calls.Select(c =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"event,{c.Call.Start:yyyy-MM-ddTHH:mm}Z,{c.Call.Length.TotalMinutes},{c.Vens.Count},{c.RequestedKw},{c.PortfolioTrueKw:0.###},{c.PortfolioKw:0.###},{c.Result.Portfolio.Band?.LowKw:0.###},{c.Result.Portfolio.Band?.HighKw:0.###},{c.IsCovered}"
                )
            )
        );
        lines.AddRange(
            placebos.Select(p =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"placebo,{p.Window.Start:yyyy-MM-ddTHH:mm}Z,{p.Window.Length.TotalMinutes},{p.Window.Homes.Count},,0,{p.ErrorKw:0.###},,,{p.IsCovered}"
                )
            )
        );
        await File.WriteAllLinesAsync(Path.Combine(folder, Name + ".csv"), lines, cancellation);
    }
}
