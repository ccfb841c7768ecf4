using System.CommandLine;
using System.Text.Json.Nodes;
using DrEvents.Cli.Output;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Cli.Baselines;

/// <summary><c>drevents mv profiles [NAME]</c>: the profiles that ship, or one with all its parameters.</summary>
static class ListProfiles
{
    public static Command Verb(Invocation run)
    {
        var name = new Argument<string?>("NAME")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "One profile, or the file of one, with all its parameters; without it, all that ship.",
        };
        var verb = new Command("profiles", "Lists the profiles that baselines are made by, and explains them.") { name };
        verb.SetAction(
            async (parse, _) =>
            {
                var asked = parse.GetValue(name) is { } one ? OwnFiles.Read(() => AskedProfile.Read("NAME", one, null).Profile) : null;
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(
                        MvJson.Of(asked is null ? ShippedProfiles.Names.Select(ShippedProfiles.Get) : [asked])
                    );
                else if (asked is null)
                    ShowAll(run.Shell);
                else
                    Show(asked, run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void ShowAll(Shell shell)
    {
        var table = Tables.New().Column("Profile").Figure("Version").Column("NAESB class").Prose("What it is");
        foreach (var profile in ShippedProfiles.Names.Select(ShippedProfiles.Get))
            table.Row(profile.Name, Figures.Count(profile.Version), Word(profile.NaesbClass), profile.Title);
        table.Draw(shell);
    }

    private static void Show(BaselineProfile profile, Shell shell)
    {
        Tables
            .Facts()
            .Row("Profile", $"{profile.Name}, version {profile.Version}")
            .Row("What it is", profile.Title)
            .Row("NAESB class", Word(profile.NaesbClass))
            .Row("Source", profile.Source)
            .Row("Needs", Needs(profile))
            .Draw(shell);
        var table = Tables.New().Column("Parameter").Prose("Value");
        foreach (var (way, value) in Leaves("", ProfileFile.Parameters(profile)))
            table.Row(way, value);
        table.Draw(shell, "Parameters, as --set takes them");
    }

    private static string Needs(BaselineProfile profile) =>
        profile.NeedsTemperature ? "--temperature"
        : profile.NeedsControl ? "--control"
        : "the meter alone";

    private static IEnumerable<(string Way, string Value)> Leaves(string way, JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => Leaves(way.Length == 0 ? p.Key : $"{way}.{p.Key}", p.Value)),
            JsonArray a when a.Any(n => n is JsonObject) => a.SelectMany((n, i) => Leaves($"{way}.{i}", n)),
            _ => [(way, node?.ToJsonString() ?? "null")],
        };

    private static string Word(NaesbClass @class) =>
        @class switch
        {
            NaesbClass.MaximumBaseLoad => "maximum base load",
            NaesbClass.MeterBeforeMeterAfter => "meter before/meter after",
            NaesbClass.BaselineTypeI => "baseline type I",
            NaesbClass.BaselineTypeII => "baseline type II",
            _ => "metering generator output",
        };
}
