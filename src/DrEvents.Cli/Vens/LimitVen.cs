using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven limit VEN</c>: how much events may ask of a VEN. Limits that are not named stay as they are.</summary>
static class LimitVen
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var kw = Typed.Kw("--max-kw", "Most that one event asks of it.");
        var minutes = Typed.Option<double>(
            "--minutes",
            "Most minutes of one event, from its first shed on.",
            "minutes",
            text => Typed.ReadNumber(text) is > 0 and var number ? number : null,
            "minutes, more than 0, such as 90"
        );
        var perDay = Typed.Integer("--events-per-day", "Most events of a UTC day.", 1, 10_000);
        var perSeason = Typed.Integer("--events-per-season", "Most events of April to September, or October to March.", 1, 10_000);
        var rest = Typed.Span("--rest", "Least time between the end of one event and the start of the next.");
        var none = new Option<bool>("--none") { Description = "Takes all limits away that are not named beside it." };
        Option[] limits = [kw, minutes, perDay, perSeason, rest];
        var verb = new Command("limit", "Limits how much events may ask of a VEN. What is not named stays as it is.") { ven, none };
        foreach (var option in limits)
            verb.Options.Add(option);
        verb.SetAction(
            async (parse, stop) =>
            {
                if (!parse.GetValue(none) && limits.All(o => parse.GetResult(o) is null))
                    throw VerbFailed.BadInput("no limit is named, and --none is not either");
                using var backend = run.Backend(parse);
                var path = VenPaths.Of(parse.GetRequiredValue(ven));
                var before = parse.GetValue(none) ? null : (await backend.Get(path, stop)).Read<VenView>().Limits;
                var asked = new HomeLimits(
                    parse.GetValue(kw) ?? before?.MaxKw,
                    parse.GetValue(minutes) ?? before?.MaxMinutesPerEvent,
                    parse.GetValue(perDay) ?? before?.MaxEventsPerDay,
                    parse.GetValue(perSeason) ?? before?.MaxEventsPerSeason,
                    parse.GetValue(rest)?.TotalMinutes ?? before?.MinRestMinutes
                );
                var answer = await backend.Patch(path, new ChangeVenRequest(Limits: asked), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    VenTables.Show(answer.Read<VenView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
