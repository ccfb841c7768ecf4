using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary>An event's figures: alone, or stored and replayed side by side.</summary>
static class MetricsTable
{
    private static readonly (string Name, Func<EventMetricsView, string> Of)[] Rows =
    [
        ("Asked kW", m => Figures.Kw(m.RequestedReductionKw)),
        ("Measured reduction now kW", m => Figures.Kw(m.CurrentReductionKw)),
        ("± kW (one standard error)", m => Figures.Kw(m.CurrentReductionErrorKw)),
        ("The same by the half hour before kW", m => Figures.Kw(m.PreEventReductionKw)),
        ("Claimed reduction now kW", m => Figures.Kw(m.ClaimedReductionKw)),
        ("Reached kW", m => Figures.Kw(m.ActualReductionKw)),
        ("Not covered kW", m => Figures.Kw(m.ShortfallKw)),
        ("Used above the baseline in the hour after kWh", m => Figures.Kw(m.ReboundKwh)),
        ("The same, less what was used below it kWh", m => Figures.Kw(m.ReturnNetKwh)),
        ("Highest five minutes after, by the baseline", m => Figures.Share(m.ReturnPeakShare)),
        ("VENs meant", m => Figures.Count(m.VensTargeted)),
        ("VENs commanded", m => Figures.Count(m.VensDispatched)),
        ("VENs that obey", m => Figures.Count(m.VensResponding)),
        ("VENs that deliver", m => Figures.Count(m.VensDelivering)),
        ("VENs that promise and do not deliver", m => Figures.Count(m.VensNotDelivering)),
        ("VENs that refuse", m => Figures.Count(m.VensRefused)),
        ("VENs with fresh samples", m => Figures.Count(m.VensFresh)),
        ("VENs without baseline", m => Figures.Count(m.VensUnverified)),
        ("VENs whose sender is not proven", m => Figures.Count(m.VensUnproven)),
        ("Readings left out", m => Figures.Count(m.ReadingsLeftOut)),
        ("Mean answer ms", m => Figures.Ms(m.AvgResponseMs)),
    ];

    /// <summary>One event's figures.</summary>
    public static void Show(EventMetricsView metrics, Shell shell)
    {
        var table = Tables.New().Column("Figure").Figure("Value");
        foreach (var (name, of) in Rows)
            table.Row(name, of(metrics));
        table.Draw(shell, "Figures");
    }

    /// <summary>Stored and replayed figures side by side.</summary>
    public static void Compare(EventMetricsView stored, EventMetricsView replayed, Shell shell)
    {
        var table = Tables.New().Column("Figure").Figure("Stored").Figure("Replayed").Row("Status", stored.Status, replayed.Status);
        foreach (var (name, of) in Rows)
            table.Row(name, of(stored), of(replayed));
        table.Draw(shell, "Figures");
    }
}
