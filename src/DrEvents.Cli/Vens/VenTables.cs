using System.Globalization;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary>A VEN and its loads as tables.</summary>
static class VenTables
{
    /// <summary>The VEN itself.</summary>
    public static void Show(VenView ven, Shell shell)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{ven.Location.Lat}, {ven.Location.Lon}");
        var facts = Tables
            .Facts()
            .Row("VEN", ven.Id)
            .Row("Name", ven.Name)
            .Row("Status", Cell.Status(ven.Status))
            .Row("Used kW", Figures.Kw(ven.Metrics.CurrentPowerKw))
            .Row("Sheddable kW", Figures.Kw(ven.Metrics.ShedAvailabilityKw))
            .Row("In event", Figures.Text(ven.Metrics.ActiveEventId))
            .Row("Loads shed", Figures.Text(string.Join(", ", ven.Metrics.ShedLoadIds)))
            .Row("Groups", Figures.Text(string.Join(", ", ven.Groups)))
            .Row("Limits", Figures.Text(ven.Limits is null ? null : string.Join(", ", InWords(ven.Limits))))
            .Row("Place", place)
            .Row("Registered", Figures.LocalWithOffset(ven.CreatedAt, shell))
            .Row("Last seen", Figures.LocalWithOffset(ven.LastSeen, shell));
        facts.Draw(shell);
    }

    private static IEnumerable<string> InWords(HomeLimits limits)
    {
        var (kw, minutes, perDay, perSeason, rest) = limits;
        if (kw is not null)
            yield return string.Create(CultureInfo.InvariantCulture, $"{kw} kW");
        if (minutes is not null)
            yield return string.Create(CultureInfo.InvariantCulture, $"{minutes} min an event");
        if (perDay is not null)
            yield return string.Create(CultureInfo.InvariantCulture, $"{perDay} events a day");
        if (perSeason is not null)
            yield return string.Create(CultureInfo.InvariantCulture, $"{perSeason} events a season");
        if (rest is not null)
            yield return string.Create(CultureInfo.InvariantCulture, $"{rest} min of rest");
    }

    /// <summary>Its loads.</summary>
    public static void ShowLoads(IReadOnlyList<LoadView> loads, Shell shell)
    {
        var table = Tables
            .New()
            .Column("Load")
            .Prose("Name")
            .Column("Type")
            .Figure("Used\nkW")
            .Figure("Rated\nkW")
            .Figure("Sheddable\nkW")
            .Figure("Priority")
            .Column("Takes\npart");
        foreach (var load in loads)
            table.Row(
                load.Id,
                Figures.Text(load.Name),
                Figures.Text(load.Type),
                Figures.Kw(load.CurrentPowerKw),
                Figures.Kw(load.CapacityKw),
                Figures.Kw(load.ShedCapabilityKw),
                Figures.Count(load.Priority),
                load.Enabled ? "yes" : "no"
            );
        table.Draw(shell, loads.Count == 0 ? "No loads are known" : "Loads");
    }
}
