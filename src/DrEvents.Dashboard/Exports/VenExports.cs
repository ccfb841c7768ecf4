using System.Globalization;
using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>The fleet's table as a file, by the same filter as its page.</summary>
internal static class VenExports
{
    private const string Head =
        "id,name,groups,status,trouble,latitude,longitude,currentPowerKw,baselineKw,shedAvailabilityKw,activeEventId,lastSeen";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/export/vens.csv", VensAsync).Needs(Need.Read, Reach.Own);

    private static Task VensAsync(
        HttpContext context,
        BackendClient backend,
        TimeProvider clock,
        string? search,
        string? status,
        string? trouble,
        string? group,
        string? sort,
        bool descending = false
    ) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var filter = VenFilter.Of(search, status, trouble, group, sort, descending);
                var written = new HashSet<string>();
                await foreach (var page in FleetTable.PagesAsync(backend, filter, cancellation))
                {
                    if (!answer.HasStarted)
                    {
                        var name = string.Create(CultureInfo.InvariantCulture, $"vens-{clock.GetUtcNow():yyyyMMdd-HHmmss}.csv");
                        await Csv.BeginAsync(answer, name, Head, cancellation);
                    }
                    // Figures move while pages are read: a VEN that came to a later place is not told twice.
                    await answer.WriteAsync(string.Concat(page.Vens.Where(v => written.Add(v.Id)).Select(Row)), cancellation);
                }
            }
        );

    private static string Row(VenTableRow ven) =>
        Csv.Line(
            Csv.Text(ven.Id),
            Csv.Text(ven.Name),
            Csv.Text(string.Join("; ", ven.Groups)),
            ven.Status,
            ven.Trouble,
            Csv.Number(ven.Location.Lat),
            Csv.Number(ven.Location.Lon),
            Csv.Number(ven.CurrentPowerKw),
            Csv.Number(ven.BaselineKw),
            Csv.Number(ven.ShedAvailabilityKw),
            ven.ActiveEventId,
            Csv.Time(ven.LastSeen)
        );
}
