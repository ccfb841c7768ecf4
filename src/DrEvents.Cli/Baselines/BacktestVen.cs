using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.BackTests;

namespace DrEvents.Cli.Baselines;

/// <summary><c>drevents backtest VEN</c>: what profiles would have missed by at a VEN, by what the backend has stored of it.</summary>
static class BacktestVen
{
    /// <summary>As many as the backend reads of a VEN at once.</summary>
    private const int DaysMax = 120;

    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var hours = Typed.Text(
            "--hours",
            "Hours of the placebo events, by the clock of the site: 14-18, 16:30-19:00. [the backend's setting]",
            "from-to",
            text => PlaceboHours.Read(text) is null ? null : text,
            PlaceboHours.Expected
        );
        var profiles = Typed.Text(
            "--profiles",
            "Profiles, separated by commas. [those of the backend's settings]",
            "names",
            Typed.ReadNonEmpty,
            "names"
        );
        var days = Typed.Integer("--days", "Days that it looks back. [the backend's setting]", 7, DaysMax);
        var verb = new Command(
            "backtest",
            "Runs profiles over what is stored of a VEN, on days without an event, as if there had been one."
        )
        {
            ven,
            hours,
            profiles,
            days,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = VenPaths.BackTest(
                    parse.GetRequiredValue(ven),
                    ("hours", parse.GetValue(hours)),
                    ("profiles", parse.GetValue(profiles)),
                    ("days", parse.GetValue(days)?.ToString(CultureInfo.InvariantCulture))
                );
                var answer = await backend.Get(path, stop);
                var test = answer.Read<VenBackTestView>();
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(test, run.Shell);
                return test.Best is null ? ExitCode.NotHeld : ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>A back-test's facts and its table.</summary>
    public static void Show(BackTestView test, Shell shell, params (string What, string Fact)[] more)
    {
        var facts = Tables
            .Facts()
            .Row("Hours", $"{test.Hours}, {test.TimeZone}")
            .Row("Days", $"{Date(test.From)} to {Date(test.Until.AddDays(-1))}")
            .Row("By", test.RestsOn)
            .Row("Placebo days", Figures.Count(test.PlaceboDays));
        foreach (var (what, fact) in more)
            facts.Row(what, fact);
        facts.Row("SHA-256 of inputs", test.Hash).Draw(shell);
        BacktestTable.Show(
            [.. test.Profiles.Select(p => new MissedBy(p.Profile, p.Days, p.Rrmse, p.Nmbe, p.Mape, p.Nmae, p.LowKw, p.HighKw, p.Problem))],
            test.PlaceboDays,
            shell
        );
    }

    private static void Show(VenBackTestView test, Shell shell) =>
        Show(
            test.BackTest,
            shell,
            ("Best", test.Best is { } best ? $"{best}: {test.Why}" : $"none: {test.Why}"),
            ("Rule", test.Rule),
            ("Assigned", Figures.Text(test.Assigned))
        );

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
