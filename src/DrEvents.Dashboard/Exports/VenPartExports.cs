using System.Globalization;
using System.Text.Json.Nodes;
using DrEvents.Dashboard.Parts;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>What the page of a VEN shows, as files.</summary>
internal static class VenPartExports
{
    private const string LoadsHead = "id,name,type,capacityKw,currentPowerKw,shedCapabilityKw,enabled,priority";
    private const string HistoryHead = "timestamp,usedPowerKw,shedPowerKw,eventId,requestedReductionKw,readingsLeftOut";
    private const string QualityHead =
        "day,known,estimated,missing,unknownS,leftOut,frozen,spike,duplicate,contradicted,negativeWithoutGeneration,clockJump,implausible,unproven";

    private const string ShadowHead = "name,desired,reported,differs";

    private const string AnswersHead =
        "timestamp,op,status,eventId,correlationId,requestedShedKw,actualShedKw,reason,circuit,circuitName,breakerAmps,originalKw,curtailedKw,finalKw";

    public static void Map(IEndpointRouteBuilder app)
    {
        Export.MapTable<LoadView[]>(
            app,
            "/export/vens/{id}/loads.csv",
            "api/vens/{id}/loads",
            LoadsHead,
            loads => loads.Select(Row),
            Reach.Path
        );
        Export.MapTable<HistoryView>(
            app,
            "/export/vens/{id}/history.csv",
            "api/vens/{id}/history",
            HistoryHead,
            history => history.Points.Select(Row),
            Reach.Path
        );
        Export.MapTable<VenQualityView>(
            app,
            "/export/vens/{id}/quality.csv",
            "api/vens/{id}/quality",
            QualityHead,
            quality => quality.Days.Select(Row),
            Reach.Path
        );
        Export.MapTable<AckView[]>(
            app,
            "/export/vens/{id}/answers.csv",
            "api/vens/{id}/events?limit=1000",
            AnswersHead,
            answers => answers.SelectMany(Rows),
            Reach.Path
        );
        Export.MapTable<JsonObject>(
            app,
            "/export/vens/{id}/shadow.csv",
            "api/vens/{id}/shadow",
            ShadowHead,
            shadow => ShadowLeaves.Of(shadow).Select(Row),
            Reach.Path
        );
    }

    private static string Row(LoadView load) =>
        Csv.Line(
            Csv.Text(load.Id),
            Csv.Text(load.Name),
            Csv.Text(load.Type),
            Csv.Number(load.CapacityKw),
            Csv.Number(load.CurrentPowerKw),
            Csv.Number(load.ShedCapabilityKw),
            load.Enabled ? "true" : "false",
            Csv.Number(load.Priority)
        );

    private static string Row(HistoryPoint point) =>
        Csv.Line(
            Csv.Time(point.Timestamp),
            Csv.Number(point.UsedPowerKw),
            Csv.Number(point.ShedPowerKw),
            point.EventId,
            Csv.Number(point.RequestedReductionKw),
            Csv.Number(point.ReadingsLeftOut)
        );

    private static string Row(QualityDayView day) =>
        Csv.Line([
            day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Csv.Number(day.Counts.Known),
            Csv.Number(day.Counts.Estimated),
            Csv.Number(day.Counts.Missing),
            Csv.Number(day.Counts.UnknownS),
            Csv.Number(day.Counts.LeftOut),
            .. QualityHead.Split(',')[6..].Select(flag => Csv.Number(day.Counts.Flags.FirstOrDefault(f => f.Flag == flag)?.Intervals ?? 0)),
        ]);

    /// <summary>An answer has a line for each circuit that it speaks of, and one where it speaks of none.</summary>
    private static IEnumerable<string> Rows(AckView answer) =>
        (answer.CircuitsCurtailed ?? [])
            .Select(c => (CurtailedCircuitView?)c)
            .DefaultIfEmpty()
            .Select(c =>
                Csv.Line(
                    Csv.Time(answer.Timestamp),
                    Csv.Text(answer.Op),
                    answer.Status,
                    Csv.Text(answer.EventId),
                    Csv.Text(answer.CorrelationId),
                    Csv.Number(answer.RequestedShedKw),
                    Csv.Number(answer.ActualShedKw),
                    Csv.Text(answer.Reason),
                    Csv.Text(c?.Id),
                    Csv.Text(c?.Name),
                    Csv.Number(c?.BreakerAmps),
                    Csv.Number(c?.OriginalKw),
                    Csv.Number(c?.CurtailedKw),
                    Csv.Number(c?.FinalKw)
                )
            );

    private static string Row(ShadowLeaf leaf) =>
        Csv.Line(Csv.Text(leaf.Path), Csv.Text(leaf.Desired), Csv.Text(leaf.Reported), leaf.Differs ? "true" : "false");
}
