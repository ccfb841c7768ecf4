using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>What the page of an event shows beside its VENs, as files.</summary>
internal static class EventPartExports
{
    private const string AdjustmentsHead = "at,requestedReductionKw,measuredKw,expectedKw,venId,fromKw,toKw";
    private const string WhyHead = "start,end,requestedKw,measuredKw,missingKw,reason,reasonKw,reasonVens";
    private const string CourseHead = "start,end,requestedKw,measuredKw,errorKw,claimedKw,usedKw,baselineKw,vens";

    public static void Map(IEndpointRouteBuilder app)
    {
        Export.MapTable<AdjustmentView[]>(
            app,
            "/export/events/{id}/adjustments.csv",
            "api/events/{id}/adjustments",
            AdjustmentsHead,
            all => all.SelectMany(Rows),
            Reach.Path
        );
        Export.MapTable<WhySpans>(
            app,
            "/export/events/{id}/why.csv",
            "api/events/{id}/why",
            WhyHead,
            why => why.Intervals.SelectMany(Rows),
            Reach.Path
        );
        Export.MapTable<EventCourse>(app, "/export/events/{id}/course.csv", "api/events/{id}/course", CourseHead, Rows, Reach.Path);
    }

    /// <summary>A decision has a line for each share that it changed.</summary>
    private static IEnumerable<string> Rows(AdjustmentView made) =>
        made.Vens.Select(v =>
            Csv.Line(
                Csv.Time(made.At),
                Csv.Number(made.RequestedReductionKw),
                Csv.Number(made.MeasuredKw),
                Csv.Number(made.ExpectedKw),
                Csv.Text(v.VenId),
                Csv.Number(v.FromKw),
                Csv.Number(v.ToKw)
            )
        );

    /// <summary>Five minutes have a line for each reason, and one where all was delivered.</summary>
    private static IEnumerable<string> Rows(WhySpan span) =>
        span
            .Reasons.Select(r => (WhyReason?)r)
            .DefaultIfEmpty()
            .Select(r =>
                Csv.Line(
                    Csv.Time(span.Start),
                    Csv.Time(span.End),
                    Csv.Number(span.RequestedKw),
                    Csv.Number(span.MeasuredKw),
                    Csv.Number(span.MissingKw),
                    r?.Reason,
                    Csv.Number(r?.Kw),
                    Csv.Number(r?.Vens)
                )
            );

    private static IEnumerable<string> Rows(EventCourse course) =>
        course.Points.Select(p =>
            Csv.Line(
                Csv.Time(p.Start),
                Csv.Time(p.End),
                Csv.Number(course.Requests.LastOrDefault(r => r.At <= p.Start)?.Kw),
                Csv.Number(p.MeasuredKw),
                Csv.Number(p.ErrorKw),
                Csv.Number(p.ClaimedKw),
                Csv.Number(p.UsedKw),
                Csv.Number(p.BaselineKw),
                Csv.Number(p.Vens)
            )
        );
}
