using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Stored events of a DR event or of a VEN as files, the newest first.</summary>
internal static class StoredExports
{
    private const int PageMost = 500;
    private const string Head = "sequence,at,type,text,count,stream,eventId,venId";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/export/events/{id}/stored.csv", (HttpContext c, BackendClient b, string id) => WriteAsync(c, b, "events", id))
            .Needs(Need.Read, Reach.Path);
        app.MapGet("/export/vens/{id}/stored.csv", (HttpContext c, BackendClient b, string id) => WriteAsync(c, b, "vens", id))
            .Needs(Need.Read, Reach.Path);
    }

    private static Task WriteAsync(HttpContext context, BackendClient backend, string of, string id) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var path = FormattableString.Invariant($"api/{of}/{Uri.EscapeDataString(id)}/stored?limit={PageMost}");
                StoredEventsPage page;
                var before = "";
                do
                {
                    page = await backend.GetAsync<StoredEventsPage>(path + before, cancellation);
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, $"{id}-stored.csv", Head, cancellation);
                    await answer.WriteAsync(string.Concat(page.Items.Select(Row)), cancellation);
                    before = FormattableString.Invariant($"&before={page.Before}");
                } while (page.Before is not null);
            }
        );

    private static string Row(StoredItem item) =>
        Csv.Line(
            Csv.Number(item.Sequence),
            Csv.Time(item.At),
            item.Type,
            Csv.Text(item.Text),
            Csv.Number(item.Count),
            Csv.Text(item.Stream),
            item.EventId,
            Csv.Text(item.VenId)
        );
}
