using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Forecasts;

/// <summary><c>drevents forecast</c>: what VENs will be able to shed in a window ahead.</summary>
static class ShowForecast
{
    private static readonly TimeSpan DurationDefault = TimeSpan.FromHours(4);

    public static Command Verb(Invocation run)
    {
        var start = Typed.Time("--start", "Begin of the window: now (default), +5m, 17:30 (local) or RFC 3339 with an offset.");
        var end = Typed.Time("--end", "Its end, at most 48h ahead: like --start; a local time is the next one after the start.");
        var duration = Typed.Span("--duration", "How long it lasts, instead of --end: 30m, 1h30m, at most 24h. [4h]");
        var interval = Typed.Word("--interval", "Length of the intervals. [15m]", "5m", "15m");
        var vens = Typed.Vens("A VEN that is meant; without VENs and groups, all enabled VENs are.");
        var groups = Typed.Many("--group", "A group that is meant.", "name", Typed.ReadNonEmpty, "a name");
        var verb = new Command("forecast", "Says what the fleet will be able to shed in a window ahead, and to hold all through it.")
        {
            start,
            end,
            duration,
            interval,
            vens,
            groups,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                if (parse.GetResult(end) is not null && parse.GetResult(duration) is not null)
                    throw VerbFailed.BadInput("--end or --duration: at most one of them");
                using var backend = run.Backend(parse);
                var starts = parse.GetValue(start) ?? Moment.Now;
                var window = TimeWindow.Of(starts, parse.GetValue(end), parse.GetValue(duration) ?? DurationDefault, run.Shell);
                var path = Path(
                    // The backend's own now, whatever the two clocks say.
                    starts.IsNow
                        ? null
                        : window.Start,
                    window.End,
                    parse.GetValue(interval),
                    parse.GetValue(vens),
                    parse.GetValue(groups)
                );
                var answer = await backend.Get(path, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ForecastTables.Show(answer.Read<ForecastView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static string Path(DateTimeOffset? start, DateTimeOffset end, string? interval, string[]? vens, string[]? groups)
    {
        var query = new List<string>();
        if (start is { } from)
            query.Add("start=" + Time(from));
        query.Add("end=" + Time(end));
        if (interval is not null)
            query.Add("granularity=" + interval);
        if (vens is { Length: > 0 })
            query.Add("venIds=" + string.Join(',', vens.Select(Uri.EscapeDataString)));
        if (groups is { Length: > 0 })
            query.Add("groups=" + string.Join(',', groups.Select(Uri.EscapeDataString)));
        return "api/forecast?" + string.Join('&', query);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
