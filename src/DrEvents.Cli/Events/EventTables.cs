using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary>A DR event as a table.</summary>
static class EventTables
{
    /// <summary>The event itself.</summary>
    public static void Show(EventView dr, Shell shell)
    {
        var facts = Tables
            .Facts()
            .Row("Event", dr.Id)
            .Row("Status", Cell.Status(dr.Status))
            .Row("Start", Figures.LocalWithOffset(dr.StartTime, shell))
            .Row("End", $"{Figures.LocalWithOffset(dr.EndTime, shell)} ({Duration.Written(dr.EndTime - dr.StartTime)})")
            .Row("Asked kW", Figures.Kw(dr.RequestedReductionKw))
            .Row("Reached kW", Figures.Kw(dr.ActualReductionKw))
            .Row("Not covered kW", Figures.Kw(dr.ShortfallKw))
            .Row("Priority", Figures.Count(dr.Priority))
            .Row("Allocation", dr.Allocation)
            .Row("Control", dr.Control)
            .Row("Meant for", MeantFor(dr.Targets));
        if (dr.HoldOutPercent > 0)
            facts.Row("Held out", $"{dr.HoldOutPercent.ToString("0.#", CultureInfo.InvariantCulture)} %");
        if (dr.ActivatedAt is not null)
            facts.Row("Activated", Figures.LocalWithOffset(dr.ActivatedAt, shell));
        if (dr.EndedAt is not null)
            facts.Row("Ended", Figures.LocalWithOffset(dr.EndedAt, shell));
        if (dr.Reason is not null)
            facts.Row("Reason", dr.Reason);
        facts.Draw(shell);
    }

    private static string MeantFor(EventTargets? targets)
    {
        string[] meant =
        [
            .. targets?.VenIds?.Select(ven => "VEN " + ven) ?? [],
            .. targets?.Groups?.Select(group => "group " + group) ?? [],
        ];
        return meant.Length == 0 ? "all enabled VENs" : string.Join(", ", meant);
    }
}
