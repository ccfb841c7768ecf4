using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Backend;
using DrEvents.Cli.Events;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Results;

/// <summary><c>drevents results EVENT</c>: what an event came to, as it was issued, and has it made again.</summary>
static class ShowResults
{
    /// <summary>As many as an answer may have.</summary>
    private const int VensAtOnce = 1_000;
    private const string EveryProfile = "all";

    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var known = Typed.Time("--known", "The result that was the newest then: now (default), 17:30 (local) or RFC 3339 with an offset.");
        var vens = new Option<bool>("--vens") { Description = "Each VEN too." };
        var issue = new Option<bool>("--issue") { Description = "Has the result made again first; it is issued where anything differs." };
        var by = Typed.Text(
            "--by",
            "Other methods side by side, from the same readings, parted by commas; all for every profile that ships.",
            "profiles",
            Typed.ReadNonEmpty,
            "names of profiles"
        );
        var verb = new Command("results", "Shows the results that were issued of an event: the newest one, and which it superseded.")
        {
            dr,
            known,
            vens,
            issue,
            by,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                if (parse.GetValue(issue) && parse.GetResult(known) is not null)
                    throw VerbFailed.BadInput("--issue or --known: at most one of them");
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(dr);
                if (parse.GetValue(by) is { } profiles)
                    return await SideBySideAsync(run, parse, backend, id, profiles, stop);
                if (parse.GetValue(issue))
                {
                    var answer = await backend.Post<object>(EventPaths.Results(id), null, stop);
                    if (run.WantsJson(parse))
                    {
                        await run.Shell.Out.WriteLineAsync(answer.Json);
                        return ExitCode.Done;
                    }
                    var asked = answer.Read<ResultAsked>();
                    await run.Shell.Out.WriteLineAsync(
                        asked.Issued ? $"Result {asked.Newest.Number} was issued." : "Nothing has changed: no result was issued."
                    );
                }
                var wantsVens = parse.GetValue(vens);
                var shown = wantsVens || run.WantsJson(parse) ? VensAtOnce : 1;
                var newest = await backend.Get(Path(id, Known(parse.GetValue(known), run.Shell), shown), stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(newest.Json);
                    return ExitCode.Done;
                }
                var result = newest.Read<EventResult>();
                var all = (await backend.Get(EventPaths.Results(id), stop)).Read<IReadOnlyList<ResultView>>();
                ResultTables.Show(result.Result, all, run.Shell);
                if (wantsVens)
                    ResultTables.Show(await VensAsync(backend, id, result, stop), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static async Task<int> SideBySideAsync(
        Invocation run,
        ParseResult parse,
        BackendClient backend,
        string id,
        string profiles,
        CancellationToken stop
    )
    {
        var names = profiles == EveryProfile ? "" : "?names=" + Uri.EscapeDataString(profiles);
        var answer = await backend.Get($"{EventPaths.Result(id)}/profiles{names}", stop);
        if (run.WantsJson(parse))
            await run.Shell.Out.WriteLineAsync(answer.Json);
        else
            ResultTables.Show(answer.Read<SideBySideView>(), run.Shell);
        return ExitCode.Done;
    }

    /// <summary>The backend's own now, whatever the two clocks say.</summary>
    private static DateTimeOffset? Known(Moment? moment, Shell shell) =>
        moment is not { IsNow: false } asked
            ? null
            : asked.Resolve(shell.Now, shell.Now.AddDays(-1), shell.Clock.LocalTimeZone)
                ?? throw VerbFailed.BadInput("--known: the clock skips this time");

    private static string Path(string id, DateTimeOffset? known, int limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{EventPaths.Result(id)}?limit={limit}{(known is { } at ? $"&known={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}"
        );

    private static async Task<IReadOnlyList<VenResultView>> VensAsync(
        BackendClient backend,
        string id,
        EventResult first,
        CancellationToken stop
    )
    {
        var all = first.Vens.ToList();
        for (var after = first.After; after is not null; )
        {
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"{EventPaths.Result(id)}/vens?number={first.Result.Number}&limit={VensAtOnce}&after={Uri.EscapeDataString(after)}"
            );
            var page = (await backend.Get(path, stop)).Read<VenResultPage>();
            all.AddRange(page.Vens);
            after = page.After;
        }
        return all;
    }
}
