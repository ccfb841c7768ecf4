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
            .New()
            .Column("VEN")
            .Prose("Name")
            .Column("Status")
            .Figure("Asked\nkW")
            .Figure("Accepted\nkW")
            .Figure("Sheds\nkW")
            .Figure("Claims\nkW")
            .Figure("Answer\nms");
        foreach (var ven in vens)
            table.Row(
                ven.VenId,
                ven.VenName,
                Cell.Status(ven.Status),
                Figures.Kw(ven.RequestedKw),
                Figures.Kw(ven.AcceptedKw),
                Figures.Kw(ven.ShedKw),
                Figures.Kw(ven.ClaimedKw),
                Figures.Ms(ven.ResponseMs)
            );
        table.Draw(shell, vens.Count == 0 ? "No VEN has a part yet" : "VENs");
        ShowNotes(vens, shell);
        if (vens.Any(ven => ven.Commands.Count > 0))
            ShowCommands(vens, shell);
    }

    private static void ShowNotes(IReadOnlyList<ParticipationView> vens, Shell shell)
    {
        foreach (var ven in vens.Where(ven => ven.Reason is not null))
            shell.Out.WriteLine($"{Printable.Of(ven.VenId)}: {Printable.Of(ven.Reason)}");
        string[] unverified = [.. vens.Where(ven => !ven.Verified).Select(ven => Printable.Of(ven.VenId))];
        if (unverified.Length > 0)
            shell.Out.WriteLine("Without a baseline, so that what they shed is their own claim: " + string.Join(", ", unverified));
        string[] unproven = [.. vens.Where(ven => ven.Unproven is not null).Select(ven => $"{Printable.Of(ven.VenId)} ({ven.Unproven})")];
        if (unproven.Length > 0)
            shell.Out.WriteLine("Measured by readings whose sender is not proven: " + string.Join(", ", unproven));
    }

    /// <summary>Two lines a command, since its life and its correlation id do not fit beside each other on 80 columns.</summary>
    private static void ShowCommands(IReadOnlyList<ParticipationView> vens, Shell shell)
    {
        var lines = shell.Lines();
        lines.WriteLine();
        lines.Write(new Text("Commands" + Environment.NewLine, new Style(decoration: Decoration.Bold)));
        foreach (var ven in vens)
        foreach (var command in ven.Commands)
        {
            lines.Write(
                new Text($"  {Figures.Local(command.DispatchedAt, shell)} {Printable.Of(ven.VenId)} {Printable.Of(Asked(command))} ")
            );
            lines.Write(new Text(Printable.Of(command.Status), new Style(Cell.Status(command.Status).Colour)));
            lines.WriteLine(command.Reason is { } reason ? ": " + Printable.Of(reason) : "");
            lines.WriteLine("      " + Printable.Of(Life(command)));
        }
    }

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
        ];
        return string.Join(", ", steps);
    }

    private static string After(CommandView command, DateTimeOffset then) => Figures.Ms((then - command.DispatchedAt).TotalMilliseconds);
}
