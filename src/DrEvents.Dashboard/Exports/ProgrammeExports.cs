using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Programmes, and the VENs of one with the history of their consents, as files.</summary>
internal static class ProgrammeExports
{
    private const string Head =
        "id,name,vens,openedAt,openedBy,closedAt,closedWhy,noticeMinutes,maxMinutesPerEvent,maxEventsPerSeason,days,from,until,seasonFrom,seasonUntil,timeZone,profile";
    private const string VensHead = "venId,isIn,since,consentBy,consentReference,enrolledBy,until,why,leftBy";

    public static void Map(IEndpointRouteBuilder app)
    {
        Export.MapTable<ProgrammeView[]>(app, "/export/programmes.csv", "api/programmes", Head, all => all.Select(Row), Reach.Own);
        app.MapGet("/export/programmes/{id}/vens.csv", VensAsync).Needs(Need.Read, Reach.Path);
    }

    private static Task VensAsync(HttpContext context, BackendClient backend, string id) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var address = $"api/programmes/{Uri.EscapeDataString(id)}/vens";
                var pages = RowPages.AllAsync(
                    (offset, limit) =>
                        backend.GetAsync<EnrolmentPage>(
                            FormattableString.Invariant($"{address}?offset={offset}&limit={limit}"),
                            cancellation
                        ),
                    page => page.Total
                );
                var written = new HashSet<string>();
                await foreach (var page in pages)
                {
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, $"{id}-vens.csv", VensHead, cancellation);
                    // Others may be enrolled meanwhile: none is told twice.
                    var rows = page.Vens.Where(v => written.Add(v.VenId)).SelectMany(v => v.Times.Select(t => Row(v, t)));
                    await answer.WriteAsync(string.Concat(rows), cancellation);
                }
            }
        );

    /// <summary>A VEN has a line for each time that it was enrolled.</summary>
    private static string Row(EnrolmentView ven, EnrolmentTime time) =>
        Csv.Line(
            Csv.Text(ven.VenId),
            time.IsOpen ? "true" : "false",
            Csv.Time(time.Since),
            Csv.Text(time.ConsentBy),
            Csv.Text(time.ConsentReference),
            Csv.Text(time.EnrolledBy),
            Csv.Time(time.Until),
            Csv.Text(time.Why),
            Csv.Text(time.LeftBy)
        );

    private static string Row(ProgrammeView programme) =>
        Csv.Line(
            programme.Id,
            Csv.Text(programme.Name),
            Csv.Number(programme.Vens),
            Csv.Time(programme.OpenedAt),
            Csv.Text(programme.OpenedBy),
            Csv.Time(programme.ClosedAt),
            Csv.Text(programme.ClosedWhy),
            Csv.Number(programme.Terms.NoticeMinutes),
            Csv.Number(programme.Terms.MaxMinutesPerEvent),
            Csv.Number(programme.Terms.MaxEventsPerSeason),
            Csv.Text(string.Join("; ", programme.Terms.Days ?? [])),
            programme.Terms.From,
            programme.Terms.Until,
            programme.Terms.SeasonFrom,
            programme.Terms.SeasonUntil,
            programme.Terms.TimeZone,
            programme.Terms.Profile
        );
}
