using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Webhooks, and what they are told, as files. Secrets are in none of them.</summary>
internal static class WebhookExports
{
    /// <summary>Deliveries of one reading: the backend lists no more at once.</summary>
    private const int PageMost = 100;
    private const string WebhooksHead = "id,name,url,enabled,offBecause,kinds,createdAt,waiting,dead";
    private const string DeliveriesHead = "id,kind,state,createdAt,nextAttemptAt,settledAt,attempts,lastAttemptAt,lastStatus,lastError";

    public static void Map(IEndpointRouteBuilder app)
    {
        Export.MapTable<WebhookView[]>(
            app,
            "/export/system/webhooks.csv",
            "api/webhooks",
            WebhooksHead,
            all => all.Select(Row),
            Reach.Installation,
            needs: Need.Administer
        );
        app.MapGet("/export/system/webhooks/{id}/deliveries.csv", DeliveriesAsync).Needs(Need.Administer, Reach.Installation);
    }

    /// <summary>Whatever is told meanwhile moves older ones into the next page: each is written once.</summary>
    private static Task DeliveriesAsync(HttpContext context, BackendClient backend, string id, string? state) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var path = $"api/webhooks/{Uri.EscapeDataString(id)}/deliveries?state={Uri.EscapeDataString(state ?? "")}";
                var written = new HashSet<string>();
                WebhookDeliveryPage page;
                var offset = 0;
                do
                {
                    page = await backend.GetAsync<WebhookDeliveryPage>(
                        FormattableString.Invariant($"{path}&limit={PageMost}&offset={offset}"),
                        cancellation
                    );
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, $"{id}-deliveries.csv", DeliveriesHead, cancellation);
                    await answer.WriteAsync(string.Concat(page.Deliveries.Where(d => written.Add(d.Id)).Select(Row)), cancellation);
                    offset += page.Deliveries.Count;
                } while (page.Deliveries.Count == PageMost);
            }
        );

    private static string Row(WebhookView hook) =>
        Csv.Line(
            hook.Id,
            Csv.Text(hook.Name),
            Csv.Text(hook.Url),
            hook.Enabled ? "true" : "false",
            Csv.Text(hook.OffBecause),
            Csv.Text(string.Join("; ", hook.Kinds)),
            Csv.Time(hook.CreatedAt),
            Csv.Number(hook.Waiting),
            Csv.Number(hook.Dead)
        );

    private static string Row(WebhookDeliveryView delivery)
    {
        var last = delivery.Attempts is [.., var newest] ? newest : null;
        return Csv.Line(
            delivery.Id,
            delivery.Kind,
            delivery.State,
            Csv.Time(delivery.CreatedAt),
            Csv.Time(delivery.NextAttemptAt),
            Csv.Time(delivery.SettledAt),
            Csv.Number(delivery.Attempts.Count),
            Csv.Time(last?.At),
            Csv.Number(last?.Status),
            Csv.Text(last?.Error)
        );
    }
}
