using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>What a plan would ask of whom as a file; the plan is the query, as in the address of its page.</summary>
internal static class PlanExports
{
    private const int PageMost = 500;
    private const string Head = "venId,name,shareKw,reason,availableKw,deliveredShare,cappedKw,endsAt,holdKw,holdLowKw,holdHighKw";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/export/plan.csv", PlanAsync).Needs(Need.Read, Reach.Own);

    private static Task PlanAsync(HttpContext context, BackendClient backend, TimeProvider clock) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var query = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
                var now = clock.GetUtcNow();
                var body = PlanForm.Read(query, now).Body(now);
                var written = new HashSet<string>();
                EventPreview page;
                var offset = 0;
                do
                {
                    var path = FormattableString.Invariant($"api/events/preview?offset={offset}&limit={PageMost}");
                    page = await backend.SendAsync<EventPreview>(HttpMethod.Post, path, body, cancellation);
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, "plan.csv", Head, cancellation);
                    // It is planned anew for each page: a VEN that came to a later place is not told twice.
                    await answer.WriteAsync(string.Concat(page.Vens.Where(v => written.Add(v.VenId)).Select(Row)), cancellation);
                    offset += PageMost;
                } while (offset < page.Total);
            }
        );

    private static string Row(PreviewVen ven) =>
        Csv.Line(
            Csv.Text(ven.VenId),
            Csv.Text(ven.VenName),
            Csv.Number(ven.ShareKw),
            ven.Reason,
            Csv.Number(ven.AvailableKw),
            Csv.Number(ven.DeliveredShare),
            Csv.Number(ven.CappedKw),
            Csv.Time(ven.EndsAt),
            Csv.Number(ven.Hold?.Kw),
            Csv.Number(ven.Hold?.LowKw),
            Csv.Number(ven.Hold?.HighKw)
        );
}
