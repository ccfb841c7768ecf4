using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Exports;

/// <summary>The trail of actions as a file, by the filter of its page, the newest first.</summary>
internal static class ActionExports
{
    private const int PageMost = 500;
    private const string Head =
        "id,at,outcome,status,answeredAt,count,who,way,whoId,from,route,ids,eventId,venId,why,changed,documents,notTold";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/export/actions.csv", ActionsAsync).Needs(Need.Audit, Reach.Installation);

    private static Task ActionsAsync(
        HttpContext context,
        BackendClient backend,
        string? who,
        string? from,
        string? route,
        string? eventId,
        string? venId,
        string? outcome,
        string? start,
        string? end
    ) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var path = QueryHelpers.AddQueryString(
                    FormattableString.Invariant($"api/actions?limit={PageMost}"),
                    new (string Name, string? Value)[]
                    {
                        ("who", who),
                        ("from", from),
                        ("route", route),
                        ("eventId", eventId),
                        ("venId", venId),
                        ("outcome", outcome),
                        ("start", start),
                        ("end", end),
                    }
                        .Where(p => !string.IsNullOrWhiteSpace(p.Value))
                        .Select(p => KeyValuePair.Create(p.Name, p.Value))
                );
                ActionPage page;
                var before = "";
                do
                {
                    page = await backend.GetAsync<ActionPage>(path + before, cancellation);
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, "actions.csv", Head, cancellation);
                    await answer.WriteAsync(string.Concat(page.Actions.Select(Row)), cancellation);
                    before = "&before=" + page.Before;
                } while (page.Before is not null);
            }
        );

    private static string Row(ActionView action) =>
        Csv.Line(
            action.Id,
            Csv.Time(action.At),
            action.Outcome,
            Csv.Number(action.Status),
            Csv.Time(action.AnsweredAt),
            Csv.Number(action.Count),
            Csv.Text(action.Who),
            action.Way,
            Csv.Text(action.WhoId),
            Csv.Text(action.From),
            Csv.Text(action.Route),
            Csv.Text(string.Join("; ", action.Ids.Select(i => $"{i.Key}: {i.Value}"))),
            action.EventId,
            Csv.Text(action.VenId),
            Csv.Text(action.Why),
            Csv.Text(string.Join("; ", action.Changed.Select(Changed))),
            Csv.Text(string.Join("; ", action.Documents.Select(d => $"{d.Type} {d.Id} {d.Change}"))),
            Csv.Number(action.NotTold)
        );

    private static string Changed(ActionStreamView changed) =>
        FormattableString.Invariant(
            $"{changed.Stream}: {string.Join(", ", changed.Events.Select(e => $"{e.Type} {e.Version}".TrimEnd()))}"
        );
}
