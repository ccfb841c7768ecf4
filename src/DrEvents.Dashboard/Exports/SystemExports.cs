using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>The tables of the running system as files.</summary>
internal static class SystemExports
{
    /// <summary>Letters of one reading: each may have 128 KiB.</summary>
    private const int LettersAtOnce = 20;
    private const string LettersHead = "id,receivedAt,topic,reason,payloadBytes,payloadBase64";
    private const string ModelsHead = "name,status,eventsDone,eventsTotal,eventsPerS,secondsLeft,beganAt,doneAt,problem";
    private const string SettingsHead = "key,value,isDefault,isSecret";
    private const string HealthHead = "part,status,detail";
    private const string NodesHead = "number,name,startedAt,heardAt,work";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/export/system/dead-letters.csv", LettersAsync).Needs(Need.Read, Reach.Installation);
        Export.MapTable<RebuildView[]>(
            app,
            "/export/system/read-models.csv",
            "api/rebuilds",
            ModelsHead,
            all => all.Select(Row),
            Reach.Installation
        );
        Export.MapTable<SettingView[]>(
            app,
            "/export/system/settings.csv",
            "api/settings",
            SettingsHead,
            all => all.Select(Row),
            Reach.Installation
        );
        Export.MapTable<NodeView>(
            app,
            "/export/system/nodes.csv",
            "api/node",
            NodesHead,
            node => node.Nodes.Select(Row),
            Reach.Installation
        );
        Export.MapTable<HealthView>(
            app,
            "/export/system/health.csv",
            "health/ready",
            HealthHead,
            health => health.Checks.Select(c => Csv.Line(Csv.Text(c.Key), c.Value.Status, Csv.Text(c.Value.Detail))),
            Reach.Installation,
            isReadUnwell: true
        );
    }

    private static Task LettersAsync(HttpContext context, BackendClient backend) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                DeadLetterPage page;
                var before = "";
                do
                {
                    var path = FormattableString.Invariant($"api/dead-letters?limit={LettersAtOnce}") + before;
                    page = await backend.GetAsync<DeadLetterPage>(path, cancellation);
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, "dead-letters.csv", LettersHead, cancellation);
                    await answer.WriteAsync(string.Concat(page.Letters.Select(Row)), cancellation);
                    before = page.Letters is [.., var oldest] ? FormattableString.Invariant($"&before={oldest.Id}") : "";
                } while (page.Letters.Count == LettersAtOnce);
            }
        );

    private static string Row(DeadLetterView letter) =>
        Csv.Line(
            Csv.Number(letter.Id),
            Csv.Time(letter.ReceivedAt),
            Csv.Text(letter.Topic),
            Csv.Text(letter.Reason),
            Csv.Number(letter.PayloadBytes),
            Csv.Text(letter.PayloadBase64)
        );

    private static string Row(RebuildView model) =>
        Csv.Line(
            Csv.Text(model.Name),
            model.Status,
            Csv.Number(model.EventsDone),
            Csv.Number(model.EventsTotal),
            Csv.Number(model.EventsPerS),
            Csv.Number(model.SecondsLeft),
            Csv.Time(model.BeganAt),
            Csv.Time(model.DoneAt),
            Csv.Text(model.Problem)
        );

    private static string Row(SettingView setting) =>
        Csv.Line(Csv.Text(setting.Key), Csv.Text(setting.Value), setting.IsDefault ? "true" : "false", setting.IsSecret ? "true" : "false");

    private static string Row(NodeOfCluster node) =>
        Csv.Line(
            Csv.Number(node.Number),
            Csv.Text(node.Name),
            Csv.Time(node.StartedAt),
            Csv.Time(node.HeardAt),
            Csv.Text(string.Join("; ", node.Work))
        );
}
