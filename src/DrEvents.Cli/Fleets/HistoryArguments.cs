using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Simulator;

namespace DrEvents.Cli.Fleets;

/// <summary>The options that say which days before a fleet writes.</summary>
sealed class HistoryArguments
{
    private const int DaysMax = 60;
    private const int PerSecondMin = 100;
    private const int PerSecondMax = 1_000_000;
    private static readonly TimeSpan IntervalMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromMinutes(15);

    private readonly Option<int?> _days = Typed.Integer(
        "--history",
        "Days before the start that are published first, as telemetry of their time. [none]",
        1,
        DaysMax
    );
    private readonly Option<TimeSpan?> _interval = Typed.Span(
        "--history-interval",
        "Length of their intervals; each is one sample of the mean power. [5m]"
    );
    private readonly Option<int?> _perSecond = Typed.Integer(
        "--history-rate",
        "Their samples in a second, at most: no more than the backend takes. [10000]",
        PerSecondMin,
        PerSecondMax
    );

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_days, _interval, _perSecond];

    /// <summary>The fleet with the days that are asked for.</summary>
    public FleetOptions Read(ParseResult parse, FleetOptions usual)
    {
        var days = parse.GetValue(_days);
        if (days is null && All.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } alone)
            throw VerbFailed.BadInput($"{alone.Name}: needs --history");
        var interval = parse.GetValue(_interval) ?? usual.HistoryInterval;
        if (interval < IntervalMin || interval > IntervalMax)
            throw VerbFailed.BadInput(
                $"--history-interval: {Duration.Written(interval)} is not from {Duration.Written(IntervalMin)} to {Duration.Written(IntervalMax)}"
            );
        return usual with
        {
            HistoryDays = days ?? 0,
            HistoryInterval = interval,
            HistoryPerSecond = parse.GetValue(_perSecond) ?? usual.HistoryPerSecond,
        };
    }
}
