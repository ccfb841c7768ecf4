using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>What an event came to, as files: a result by its intervals and by its VENs, all results, and what an auditor takes along.</summary>
internal static class ResultExports
{
    private const int PageMost = 1_000;
    private const string ResultHead = "number,start,end,baselineKw,actualKw,signedKw,clippedKw,unknownVens";

    private const string ResultsHead =
        "number,supersedes,issuedAt,why,start,end,requestedKw,meanKw,meanRatio,worstRatio,withinShare,signedKwh,clippedKwh,vens,provisional,notMeasured,differenceKw,differenceKwh,differentVens,hash,unproven";

    private const string VensHead =
        "number,venId,profile,profileVersion,daysUsed,daysDiscarded,adjustment,raw,applied,signedKwh,settledKwh,provisional,hash,unproven";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/export/events/{id}/result.csv", ResultAsync).Needs(Need.Read, Reach.Path);
        app.MapGet("/export/events/{id}/result-vens.csv", VensAsync).Needs(Need.Read, Reach.Path);
        app.MapGet("/export/events/{id}/audit.zip", AuditAsync).Needs(Need.Audit, Reach.Installation);
        Export.MapTable<ResultView[]>(
            app,
            "/export/events/{id}/results.csv",
            "api/events/{id}/results",
            ResultsHead,
            all => all.Select(Row),
            Reach.Path
        );
    }

    /// <summary>The intervals of the result of a number; of the newest where none is said.</summary>
    private static Task ResultAsync(HttpContext context, BackendClient backend, string id, string? number) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var all = await backend.GetAsync<ResultView[]>($"{Path(id)}/results", cancellation);
                // The backend says what there is, where there is none of that number.
                var asked = await backend.GetAsync<VenResultPage>($"{VensPath(id, number)}&limit=1", cancellation);
                var result = all.First(r => r.Number == asked.Number);
                await Csv.BeginAsync(answer, FormattableString.Invariant($"{id}-result-{result.Number}.csv"), ResultHead, cancellation);
                await answer.WriteAsync(string.Concat(Intervals(result)), cancellation);
            }
        );

    /// <summary>All of its VENs, a page of them at a time.</summary>
    private static Task VensAsync(HttpContext context, BackendClient backend, string id, string? number) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                VenResultPage page;
                var after = "";
                do
                {
                    page = await backend.GetAsync<VenResultPage>($"{VensPath(id, number)}&limit={PageMost}{after}", cancellation);
                    // Another one may be issued while pages of this one are read.
                    number = FormattableString.Invariant($"{page.Number}");
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, $"{id}-result-{number}-vens.csv", VensHead, cancellation);
                    await answer.WriteAsync(string.Concat(page.Vens.Select(v => Row(page.Number, v))), cancellation);
                    after = $"&after={Uri.EscapeDataString(page.After ?? "")}";
                } while (page.After is not null);
            }
        );

    /// <summary>The backend's own file, passed on: a browser may not reach the backend.</summary>
    private static Task AuditAsync(HttpContext context, BackendClient backend, string id, string? number) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var asked = string.IsNullOrEmpty(number) ? "" : "?number=" + Uri.EscapeDataString(number);
                using var file = await backend.FileAsync($"{Path(id)}/audit{asked}", cancellation);
                var result = string.IsNullOrEmpty(number) ? "" : $"-result-{number}";
                await Export.PassOnAsync(file, answer, $"{id}{result}-audit.zip", cancellation);
            }
        );

    private static string Path(string id) => $"api/events/{Uri.EscapeDataString(id)}";

    private static string VensPath(string id, string? number) => $"{Path(id)}/result/vens?number={Uri.EscapeDataString(number ?? "")}";

    private static IEnumerable<string> Intervals(ResultView result)
    {
        for (var i = 0; i < result.Portfolio.SignedKw.Count; i++)
        {
            var start = result.Start.AddMinutes((double)i * result.IntervalMinutes);
            var end = start.AddMinutes(result.IntervalMinutes);
            yield return Csv.Line(
                Csv.Number(result.Number),
                Csv.Time(start),
                Csv.Time(end < result.End ? end : result.End),
                Csv.Number(result.Portfolio.BaselineKw[i]),
                Csv.Number(result.Portfolio.ActualKw[i]),
                Csv.Number(result.Portfolio.SignedKw[i]),
                Csv.Number(result.Portfolio.ClippedKw[i]),
                Csv.Number(result.Portfolio.UnknownVens[i])
            );
        }
    }

    private static string Row(ResultView r) =>
        Csv.Line(
            Csv.Number(r.Number),
            Csv.Number(r.Supersedes),
            Csv.Time(r.IssuedAt),
            Csv.Text(r.Why),
            Csv.Time(r.Start),
            Csv.Time(r.End),
            Csv.Number(r.RequestedKw),
            Csv.Number(r.Portfolio.MeanKw),
            Csv.Number(r.Portfolio.MeanRatio),
            Csv.Number(r.Portfolio.WorstRatio),
            Csv.Number(r.Portfolio.WithinShare),
            Csv.Number(r.Portfolio.SignedKwh),
            Csv.Number(r.Portfolio.ClippedKwh),
            Csv.Number(r.Vens),
            Csv.Number(r.Provisional),
            Csv.Number(r.NotMeasured),
            Csv.Number(r.Difference?.Kw),
            Csv.Number(r.Difference?.Kwh),
            Csv.Number(r.Difference?.Vens),
            r.Hash,
            Csv.Number(r.Unproven)
        );

    private static string Row(int number, VenResultView v) =>
        Csv.Line(
            Csv.Number(number),
            Csv.Text(v.VenId),
            Csv.Text(v.Profile),
            Csv.Number(v.ProfileVersion),
            Csv.Number(v.Days.Where(d => d.Used).Sum(d => d.Dates.Count)),
            Csv.Number(v.Days.Where(d => !d.Used).Sum(d => d.Dates.Count)),
            v.Adjustment.Kind,
            Csv.Number(v.Adjustment.Raw),
            Csv.Number(v.Adjustment.Applied),
            Csv.Number(v.SignedKwh),
            Csv.Number(v.SettledKwh),
            Csv.Text(v.Provisional),
            v.Hash,
            v.Unproven?.Word
        );
}
