using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Cli.Baselines;

/// <summary><c>drevents mv backtest</c>: what profiles would have missed by on days without an event.</summary>
static class BacktestProfiles
{
    public static Command Verb(Invocation run)
    {
        var profiles = Typed.Text(
            "--profiles",
            "Profiles or files of profiles, separated by commas. [all that the files allow]",
            "names",
            Typed.ReadNonEmpty,
            "names"
        );
        var hours = Typed.Text(
            "--hours",
            "Hours of the placebo events by the clock of --zone: 14-18, 16:30-19:00.",
            "from-to",
            text => PlaceboHours.Read(text) is null ? null : text,
            PlaceboHours.Expected
        );
        hours.Required = true;
        var files = new SiteOptions();
        var verb = new Command(
            "backtest",
            "Runs profiles on days without an event, as if there had been one, and says which missed by least."
        )
        {
            profiles,
            hours,
        };
        files.AddTo(verb);
        verb.SetAction(
            async (parse, _) =>
            {
                var asked = OwnFiles.Read(() => Asked(parse.GetValue(profiles), parse, files).ToList());
                files.RefuseContradictions(parse, [.. asked.Select(a => a.Profile)]);
                var askedHours = PlaceboHours.Read(parse.GetValue(hours)!)!;
                var (site, sha256) = OwnFiles.Read(() => files.Read(parse, asked.Select(a => a.File).OfType<InputFile>()));
                var minutes = files.IntervalMinutes(parse);
                var test = PlaceboTest.Of(site, askedHours.From, askedHours.To, [.. asked.Select(a => a.Profile)], minutes);
                if (test.Best is null)
                    throw new VerbFailed(ExitCode.NotHeld, [WhyNone(test), .. Problems(test)]);
                var text = askedHours.ToString();
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(
                        MvJson.Of(
                            test,
                            text,
                            MakeBaseline.At(site, null, null, minutes),
                            sha256,
                            profile => MakeBaseline.HolidaysOf(site, profile)
                        )
                    );
                else
                    Show(test, text, sha256, run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>Those that are named have to be possible; where none is, those that are.</summary>
    private static IEnumerable<AskedProfile> Asked(string? names, ParseResult parse, SiteOptions files)
    {
        var set = parse.GetValue(files.Set);
        if (names is null)
            return ShippedProfiles
                .Names.Where(n => files.Lacks(parse, ShippedProfiles.Get(n)) is null)
                .Select(n => AskedProfile.Read("--profiles", n, set));
        var asked = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (asked.Count == 0)
            throw VerbFailed.BadInput("--profiles: there is no name in it");
        return asked.Select(n =>
        {
            var profile = AskedProfile.Read("--profiles", n, set);
            files.RefuseWhatIsMissing(parse, profile.Profile);
            return profile;
        });
    }

    private static string WhyNone(PlaceboTest test) =>
        test.PlaceboDays == 0 ? "there is no day without an event of which the meter knows all of these hours"
        : test.Profiles.Any(p => p.Days > 0)
            ? $"no profile can be judged: the mean of the load in these hours of {test.PlaceboDays} days is 0, so that RRMSE is not defined"
        : $"no profile made a baseline on any of {test.PlaceboDays} days";

    private static IEnumerable<string> Problems(PlaceboTest test) => test.Profiles.Select(p => p.Problem).OfType<string>();

    private static void Show(PlaceboTest test, string hours, string sha256, Shell shell)
    {
        Tables
            .Facts()
            .Row("Hours", hours)
            .Row("Placebo days", Figures.Count(test.PlaceboDays))
            .Row("Best", $"{test.Best!.Profile}: {test.Best.Reason}")
            .Row("SHA-256 of inputs", sha256)
            .Draw(shell);
        BacktestTable.Show(
            [
                .. test.Profiles.Select(p => new MissedBy(
                    p.Profile.Name,
                    p.Days,
                    p.Errors?.Rrmse,
                    p.Errors?.Nmbe,
                    p.Errors?.Mape,
                    p.Errors?.Nmae,
                    p.Errors?.LowKw,
                    p.Errors?.HighKw,
                    p.Problem
                )),
            ],
            test.PlaceboDays,
            shell
        );
    }
}
