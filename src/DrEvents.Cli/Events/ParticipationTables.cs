using System.Globalization;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;
using Spectre.Console;

namespace DrEvents.Cli.Events;

/// <summary>Each VEN's part in an event, and under it the life of its commands.</summary>
static class ParticipationTables
{
    /// <summary>Draws both.</summary>
    public static void Show(IReadOnlyList<ParticipationView> vens, Shell shell)
    {
        var table = Tables
            .New(vens.Count == 0 ? "No VEN has a part yet" : "VENs")
            .Column("VEN")
            .Column("Name")
            .Column("Status")
            .Figure("Asked kW")
            .Figure("Accepted kW")
            .Figure("Sheds kW")
            .Figure("Claims kW")
            .Figure("Answer ms")
            .Column("Note");
        foreach (var ven in vens)
            table.Row(
                ven.VenId,
                ven.VenName,
                Cell.Status(ven.Status),
                Figures.Kw(ven.RequestedKw),
                Figures.Kw(ven.AcceptedKw),
                Figures.Kw(ven.ShedKw),
                Figures.Kw(ven.ClaimedKw),
                Figures.Ms(ven.ResponseMs),
                Note(ven)
            );
        shell.Tables().Write(table);
        if (vens.Any(ven => ven.Commands.Count > 0))
            ShowCommands(vens, shell);
    }

    /// <summary>Two lines a command, since its life and its correlation id do not fit beside each other on 80 columns.</summary>
    private static void ShowCommands(IReadOnlyList<ParticipationView> vens, Shell shell)
    {
        shell.Out.WriteLine("Commands");
        var lines = shell.Lines();
        foreach (var ven in vens)
        foreach (var command in ven.Commands)
        {
            var status = Cell.Status(command.Status);
            lines.Write(
                new Text($"  {Figures.Local(command.DispatchedAt, shell)} {Printable.Of(ven.VenId)} {Printable.Of(Asked(command))} ")
            );
            lines.Write(new Text(Printable.Of(command.Status), new Style(status.Colour)));
            lines.WriteLine();
            lines.Write(new Text("      " + Printable.Of(Life(command))));
            lines.WriteLine();
        }
    }

    private static string Note(ParticipationView ven) =>
        (ven.Verified, ven.Reason) switch
        {
            (true, null) => "",
            (false, null) => "not verified",
            (true, { } reason) => reason,
            (false, { } reason) => reason + " (not verified)",
        };

    private static string Asked(CommandView command) =>
        $"{command.Op} r{command.Revision}" + (command.RequestedReductionKw is { } kw ? $" {Figures.Kw(kw)} kW" : "");

    private static string Life(CommandView command)
    {
        string[] steps =
        [
            command.AcceptedAt is { } accepted ? $"broker +{After(command, accepted)} ms" : "not with the broker",
            command.AnsweredAt is { } answered ? $"answer +{After(command, answered)} ms" : "no answer",
            command.Attempts == 1 ? "sent once" : string.Create(CultureInfo.InvariantCulture, $"sent {command.Attempts} times"),
            command.CorrelationId,
            command.Reason ?? "",
        ];
        return string.Join(", ", steps.Where(step => step.Length > 0));
    }

    private static string After(CommandView command, DateTimeOffset then) => Figures.Ms((then - command.DispatchedAt).TotalMilliseconds);
}
