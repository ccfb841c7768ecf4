using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DrEvents.Local.Processes;
using DrEvents.Observability.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Observability.Tests.Ops;

/// <summary>A real Prometheus, with the configuration and the rules of the repository, scrapes a backend in which an event runs.</summary>
public sealed class BoardScenario
{
    [Fact]
    public async Task every_query_of_the_board_has_data_and_every_rule_is_evaluated()
    {
        Programs.Require();
        await using var system = await ObservedSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2", "ven-3");
        await using var prometheus = await PrometheusServer.StartAsync(system.Address);
        await Eventually.HoldsAsync("Prometheus scrapes", async () => await prometheus.HasDataAsync("drevents_store_up == 1"), withinS: 60);

        // What begins to be shown with its first count has no rise yet: some events go before.
        var before = await system.CreateAsync(kw: 3, seconds: 15);
        await system.UntilAsync(
            before.Id,
            "the VENs are released",
            e => e.Vens.Count == 3 && e.Vens.All(v => v.Status == "restored"),
            withinS: 90
        );
        var asked = await system.CreateAsync(kw: 3, seconds: 300);
        await system.UntilAsync(asked.Id, "the VENs shed", e => e.Metrics.VensResponding == 3);

        // The event before answers most queries for a while; what is asked below needs this one.
        await Eventually.HoldsAsync(
            "the event is scraped",
            async () => await prometheus.HasDataAsync($"drevents_event_requested_kw{{event=\"{asked.Id}\"}}"),
            withinS: 60
        );
        var left = new OpsFiles(Repository.PathOf("ops/observability")).Queries().ToList();
        try
        {
            await Eventually.HoldsAsync(
                "every query has data",
                async () =>
                {
                    foreach (var query in left.ToList())
                    {
                        if (await prometheus.HasDataAsync(query.Query))
                            left.Remove(query);
                    }
                    return left.Count == 0;
                },
                withinS: 90
            );
        }
        catch (TimeoutException)
        {
            left.ShouldBeEmpty();
        }
        (await prometheus.HasDataAsync("drevents_vens_counted")).ShouldBeFalse("a query without data is seen as such");
        (await prometheus.ValueAsync($"drevents_event_requested_kw{{event=\"{asked.Id}\"}}")).ShouldBe(3);
        (
            await prometheus.ValueAsync("sum(drevents_commands_answered_total{outcome=\"accepted\",op=\"shedPanel\"})")
        ).ShouldBeGreaterThanOrEqualTo(6);
        var rules = await prometheus.RulesAsync();
        rules.Count.ShouldBe(new OpsFiles(Repository.PathOf("ops/observability")).Alerts().Count);
        rules.ShouldAllBe(r => r.Health == "ok");
        rules.Where(r => r.State == "firing").Select(r => r.Name).ShouldBeEmpty();
    }
}

/// <summary>A Prometheus of its own, with the repository's configuration, scraping a backend every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly System.Diagnostics.Process _process;
    private readonly FolderCopy _folder;
    private readonly HttpClient _http;

    private PrometheusServer(System.Diagnostics.Process process, FolderCopy folder, Uri address)
    {
        (_process, _folder) = (process, folder);
        _http = new HttpClient { BaseAddress = address };
    }

    public static async Task<PrometheusServer> StartAsync(Uri backend)
    {
        var folder = new FolderCopy(Repository.PathOf("ops/observability"));
        folder.Change("prometheus.yml", "localhost:8000", backend.Authority);
        folder.Change("prometheus.yml", "15s", "1s");
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var process = Programs.Start(
            "prometheus",
            folder.Path,
            "--config.file=prometheus.yml",
            $"--web.listen-address={address.Authority}",
            "--storage.tsdb.path=data",
            "--log.level=error"
        );
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new PrometheusServer(process, folder, address);
        await Eventually.HoldsAsync("Prometheus is ready", server.IsReadyAsync, withinS: 60);
        return server;
    }

    public async Task<bool> HasDataAsync(string query) => (await ResultsAsync(query)).Any(r => (string)r!["value"]![1]! != "NaN");

    public async Task<double> ValueAsync(string query) =>
        double.Parse((string)(await ResultsAsync(query)).Single()!["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<(string Name, string Health, string State)>> RulesAsync()
    {
        var answer = (await _http.GetFromJsonAsync<JsonNode>("/api/v1/rules"))!;
        return
        [
            .. answer["data"]!["groups"]!
                .AsArray()
                .SelectMany(g => g!["rules"]!.AsArray())
                .Select(r => ((string)r!["name"]!, (string)r["health"]!, (string)r["state"]!)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<JsonArray> ResultsAsync(string query)
    {
        using var answer = await _http.GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(query));
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        ((string)body["status"]!).ShouldBe("success", $"{query}: {body}");
        return body["data"]!["result"]!.AsArray();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/-/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
