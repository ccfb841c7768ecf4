using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary>Acknowledgements as a table.</summary>
static class AckTable
{
    /// <summary>Draws them in the order they come in.</summary>
    public static void Show(string heading, IReadOnlyList<AckView> acks, Shell shell)
    {
        var table = Tables
            .New()
            .Column("At")
            .Column("Op")
            .Column("Status")
            .Figure("Asked\nkW")
            .Figure("Sheds\nkW")
            .Column("Event")
            .Prose("Reason");
        foreach (var ack in acks)
            table.Row(
                Figures.Local(ack.Timestamp, shell),
                ack.Op,
                Cell.Status(ack.Status),
                Figures.Kw(ack.RequestedShedKw),
                Figures.Kw(ack.ActualShedKw),
                Figures.Text(ack.EventId),
                Figures.Text(ack.Reason)
            );
        table.Draw(shell, heading);
    }
}
