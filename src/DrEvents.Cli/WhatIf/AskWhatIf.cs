using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Events;
using DrEvents.Cli.Output;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.WhatIf;

/// <summary><c>drevents whatif EVENT</c>: what would be different of an event that is over.</summary>
static class AskWhatIf
{
    private const int ChangesMost = 20;

    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var profile = Typed.Text("--profile", "Another method, by its name.", "name", Typed.ReadNonEmpty, "a name");
        var without = Typed.Many("--without", "Leaves this VEN out.", "ven", t => VenIds.IsValid(t) ? t : null, "a VEN's id");
        var request = Typed.Kw("--request", "Another request, kW.");
        var order = Typed.Word("--order", "Another way to share the request out.", "weighted", "equal");
        var verb = new Command(
            "whatif",
            "Says what would be different of an event that is over. What was measured and what is simulated stand apart."
        )
        {
            dr,
            profile,
            without,
            request,
            order,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                (string Name, string? Value)[] asked =
                [
                    ("profile", parse.GetValue(profile)),
                    ("without", parse.GetValue(without) is { Length: > 0 } vens ? string.Join(',', vens) : null),
                    ("requestedKw", parse.GetValue(request)?.ToString(CultureInfo.InvariantCulture)),
                    ("allocation", parse.GetValue(order)),
                ];
                var query = asked.Where(a => a.Value is not null).Select(a => $"{a.Name}={Uri.EscapeDataString(a.Value!)}").ToList();
                if (query.Count == 0)
                    throw VerbFailed.BadInput("nothing is asked to be different: say --profile, --without, --request or --order");
                using var backend = run.Backend(parse);
                var answer = await backend.Get($"{EventPaths.Of(parse.GetRequiredValue(dr))}/whatif?{string.Join('&', query)}", stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<WhatIfView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(WhatIfView view, Shell shell)
    {
        var table = Tables.New().Column("Measured").Figure($"Result {Figures.Count(view.Result)}").Figure("What if");
        Row("Method", s => s.Profile ?? "as issued");
        Row("Asked kW", s => Figures.Kw(s.RequestedKw));
        Row("VENs", s => Figures.Count(s.Vens));
        Row("Delivered kW", s => Figures.Kw(s.MeanKw));
        Row("Of what was asked", s => Figures.Share(s.MeanRatio));
        Row("In the worst interval", s => Figures.Share(s.WorstRatio));
        Row("Intervals within 5 %", s => Figures.Share(s.WithinShare));
        Row("Energy kWh", s => Figures.Kw(s.SignedKwh));
        table.Draw(shell, view.EventId);
        if (view.Simulated is { } plan)
            Show(plan, shell);

        void Row(string name, Func<WhatIfSums, string> figure) => table.Row(name, figure(view.Issued), figure(view.Measured));
    }

    private static void Show(WhatIfPlan plan, Shell shell)
    {
        Tables
            .Facts()
            .Row("Simulated", $"{plan.Allocation}, {Figures.Kw(plan.RequestedKw)} kW")
            .Row("VENs asked", Figures.Count(plan.Vens))
            .Row("Asked kW", Figures.Kw(plan.AskedKw))
            .Row("Not covered kW", Figures.Kw(plan.ShortfallKw))
            .Row("Would deliver kW", Figures.Kw(plan.ExpectedKw))
            .Draw(shell);
        foreach (var assumption in plan.Assumptions)
            shell.Out.WriteLine($"It takes for granted: {assumption}.");
        if (plan.Changes.Count == 0)
            return;
        var table = Tables.New().Column("VEN").Figure("Was\nkW").Figure("Would be\nkW").Figure("Delivered\nof its share");
        foreach (var share in plan.Changes.Take(ChangesMost))
            table.Row(share.VenId, Figures.Kw(share.WasKw), Figures.Kw(share.WouldKw), Figures.Share(share.DeliveredShare));
        table.Draw(
            shell,
            $"Shares that would be others: {Figures.Count(plan.Changed)}{(plan.Changed > ChangesMost ? $", the {ChangesMost} largest" : "")}"
        );
    }
}
