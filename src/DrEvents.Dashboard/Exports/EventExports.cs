using System.Net;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Tables of events as files, by the same filters as the pages.</summary>
internal static class EventExports
{
    private const string EventsHead =
        "id,status,startTime,endTime,requestedReductionKw,actualReductionKw,shortfallKw,priority,allocation,control,holdOutPercent,createdAt,activatedAt,endedAt,reason";

    private const string VensHead =
        "venId,name,groups,status,lacks,detail,requestedKw,acceptedKw,promisedKw,claimedKw,measuredKw,baselineKw,baselineErrorKw,baselineMethod,verified,fresh,responseMs,commands,lastCommand,lastCommandStatus,lastCommandAt,unproven";

    private const string CommandsHead =
        "venId,name,correlationId,op,revision,requestedReductionKw,dispatchedAt,acceptedAt,attempts,answeredAt,expiresAt,status,reason";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/export/events.csv", EventsAsync).Needs(Need.Read, Reach.Own);
        app.MapGet("/export/running.csv", RunningAsync).Needs(Need.Read, Reach.Own);
        app.MapGet("/export/events/{id}/vens.csv", VensAsync).Needs(Need.Read, Reach.Path);
        app.MapGet("/export/events/{id}/commands.csv", CommandsAsync).Needs(Need.Read, Reach.Path);
    }

    private static Task EventsAsync(HttpContext context, BackendClient backend, string? status, string? start, string? end) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var events = await backend.GetAsync<EventView[]>(EventList.Address(status, start, end, EventList.Most), cancellation);
                await Csv.BeginAsync(answer, "events.csv", EventsHead, cancellation);
                await answer.WriteAsync(string.Concat(events.Select(Row)), cancellation);
            }
        );

    private static Task RunningAsync(HttpContext context, BackendClient backend) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var running = await backend.GetAsync<EventView[]>(EventList.Address("active", null, null, EventList.Most), cancellation);
                var coming = await backend.GetAsync<EventView[]>(EventList.Address("scheduled", null, null, EventList.Most), cancellation);
                await Csv.BeginAsync(answer, "running.csv", EventsHead, cancellation);
                await answer.WriteAsync(string.Concat(running.Concat(coming.Reverse()).Select(Row)), cancellation);
            }
        );

    private static Task VensAsync(
        HttpContext context,
        BackendClient backend,
        string id,
        string? search,
        string? status,
        string? reason,
        string? group,
        string? sort,
        string? at,
        string? known,
        bool descending = false
    ) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var filter = EventVenFilter.Of(search, status, reason, group, sort, descending);
                var pages = filter.PagesAsync(backend, Known(id), Moment(at, known), cancellation);
                await WriteVensAsync(answer, pages, $"{id}-vens.csv", VensHead, Row, cancellation);
            }
        );

    private static Task CommandsAsync(HttpContext context, BackendClient backend, string id) =>
        Export.WriteAsync(
            context,
            (answer, cancellation) =>
                WriteVensAsync(
                    answer,
                    new EventVenFilter().PagesAsync(backend, Known(id), moment: null, cancellation),
                    $"{id}-commands.csv",
                    CommandsHead,
                    v => string.Concat(v.Commands.Select(c => Row(v, c))),
                    cancellation
                )
        );

    private static async Task WriteVensAsync(
        HttpResponse answer,
        IAsyncEnumerable<EventVenTable> pages,
        string name,
        string head,
        Func<EventVenRow, string> lines,
        CancellationToken cancellation
    )
    {
        var written = new HashSet<string>();
        await foreach (var page in pages)
        {
            if (!answer.HasStarted)
                await Csv.BeginAsync(answer, name, head, cancellation);
            // Figures move while pages are read: a VEN that came to a later place is not told twice.
            await answer.WriteAsync(string.Concat(page.Vens.Where(v => written.Add(v.VenId)).Select(lines)), cancellation);
        }
    }

    private static string Known(string id) =>
        EventStates.IsEventId(id) ? id : throw Refused(HttpStatusCode.NotFound, $"There is no event {id}");

    private static PastMoment? Moment(string? at, string? known) =>
        PastMoment.Of(at, known) ?? (string.IsNullOrEmpty(at) ? null : throw Refused(HttpStatusCode.BadRequest, $"{at} is no time"));

    private static BackendException Refused(HttpStatusCode status, string why) =>
        new(status, why, new Dictionary<string, IReadOnlyList<string>>());

    private static string Row(EventView e) =>
        Csv.Line(
            e.Id,
            e.Status,
            Csv.Time(e.StartTime),
            Csv.Time(e.EndTime),
            Csv.Number(e.RequestedReductionKw),
            Csv.Number(e.ActualReductionKw),
            Csv.Number(e.ShortfallKw),
            Csv.Number(e.Priority),
            Csv.Text(e.Allocation),
            Csv.Text(e.Control),
            Csv.Number(e.HoldOutPercent),
            Csv.Time(e.CreatedAt),
            Csv.Time(e.ActivatedAt),
            Csv.Time(e.EndedAt),
            Csv.Text(e.Reason)
        );

    private static string Row(EventVenRow v) =>
        Csv.Line(
            Csv.Text(v.VenId),
            Csv.Text(v.VenName),
            Csv.Text(string.Join("; ", v.Groups)),
            v.Status,
            v.Lacks,
            Csv.Text(v.Detail),
            Csv.Number(v.RequestedKw),
            Csv.Number(v.AcceptedKw),
            Csv.Number(v.PromisedKw),
            Csv.Number(v.ClaimedKw),
            Csv.Number(v.MeasuredKw),
            Csv.Number(v.BaselineKw),
            Csv.Number(v.BaselineErrorKw),
            v.BaselineMethod,
            v.Verified ? "true" : "false",
            v.IsFresh ? "true" : "false",
            Csv.Number(v.ResponseMs),
            Csv.Number(v.Commands.Count),
            v.LastCommand?.Op,
            v.LastCommand?.Status,
            Csv.Time(v.LastCommand?.DispatchedAt),
            v.Unproven
        );

    private static string Row(EventVenRow v, CommandView c) =>
        Csv.Line(
            Csv.Text(v.VenId),
            Csv.Text(v.VenName),
            Csv.Text(c.CorrelationId),
            Csv.Text(c.Op),
            Csv.Number(c.Revision),
            Csv.Number(c.RequestedReductionKw),
            Csv.Time(c.DispatchedAt),
            Csv.Time(c.AcceptedAt),
            Csv.Number(c.Attempts),
            Csv.Time(c.AnsweredAt),
            Csv.Time(c.ExpiresAt),
            c.Status,
            Csv.Text(c.Reason)
        );
}
