using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary>Acknowledgements as a table.</summary>
static class AckTable
{
    /// <summary>Draws them in the order they come in, newest first.</summary>
    public static void Show(IReadOnlyList<AckView> acks, Shell shell)
    {
        var table = Tables
            .New(acks.Count == 0 ? "No acknowledgements yet" : "Last acknowledgements")
            .Column("At")
            .Column("Op")
            .Column("Status")
            .Figure("Asked kW")
            .Figure("Sheds kW")
            .Column("Event")
            .Column("Reason");
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
        shell.Tables().Write(table);
    }
}
