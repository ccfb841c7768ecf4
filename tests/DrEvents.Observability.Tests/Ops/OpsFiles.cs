using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DrEvents.Observability.Tests.Ops;

/// <summary>What is wrong with board, rules and runbooks, as they lie in a folder.</summary>
internal sealed partial class OpsFiles(string folder)
{
    /// <summary>Metrics of others that may be named.</summary>
    private static readonly string[] Others =
    [
        "up",
        "http_server_request_duration_seconds",
        "db_client_connection_count",
        "db_client_connection_max",
        "dotnet_process_cpu_time_seconds_total",
        "dotnet_process_memory_working_set_bytes",
    ];

    private static readonly HashSet<string> Known =
    [
        .. PageRow().Matches(Repository.Read("ops/docs/metrics.md")).Select(m => m.Groups[1].Value),
        .. Others,
    ];

    public string Folder => folder;

    private string Rules => File.ReadAllText(Path.Combine(folder, "alerts.yml"));

    /// <summary>Each query of the board, as Prometheus takes it.</summary>
    public IReadOnlyList<(string Panel, string Query)> Queries()
    {
        var board = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "grafana/drevents.json")))!;
        return
        [
            .. from panel in board["panels"]!.AsArray()
            from target in panel!["targets"]?.AsArray() ?? []
            select ((string)panel["title"]!, ((string)target!["expr"]!).Replace("$__rate_interval", "30s", StringComparison.Ordinal)),
        ];
    }

    public IReadOnlyList<string> Alerts() => [.. Alert().Matches(Rules).Select(m => m.Groups[1].Value)];

    public IEnumerable<string> Problems() => [.. UnknownMetrics(), .. RunbookProblems(), .. Untested()];

    private IEnumerable<string> UnknownMetrics() =>
        from named in Queries()
            .Select(q => ($"board, {q.Panel}", q.Query))
            .Concat(Expression().Matches(Rules).Select(m => ("rules", m.Groups[1].Value)))
        from name in MetricsOf(named.Item2)
        where !Known.Contains(name)
        select $"{named.Item1}: {name} is no metric";

    private IEnumerable<string> RunbookProblems()
    {
        foreach (Match alert in AlertBlock().Matches(Rules))
        {
            var (name, url) = (alert.Groups[1].Value, Runbook().Match(alert.Value).Groups[1].Value);
            if (url.Length == 0)
                yield return $"{name} has no runbook";
            else if (!File.Exists(Repository.PathOf(url)))
                yield return $"{name}: {url} is not there";
            else if (!Repository.Read(url).Contains($"`{name}`", StringComparison.Ordinal))
                yield return $"{url} does not say that it is for {name}";
        }
    }

    private IEnumerable<string> Untested()
    {
        var tests = File.ReadAllText(Path.Combine(folder, "alerts.tests.yml"));
        return from alert in Alerts()
            from how in new[] { "fires", "is quiet" }
            where !tests.Contains($"- name: {alert} {how}\n", StringComparison.Ordinal)
            select $"no test in which {alert} {how}";
    }

    /// <summary>What a query names, without the endings of histograms, its functions and its labels.</summary>
    public static IEnumerable<string> MetricsOf(string query) =>
        Word()
            .Matches(Labels().Replace(By().Replace(query, ""), ""))
            .Select(m => m.Value)
            .Where(w => w == "up" || w.Contains('_', StringComparison.Ordinal))
            .Where(w => w is not ("histogram_quantile" or "max_over_time"))
            .Select(w => Ending().Replace(w, ""))
            .Distinct();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex PageRow();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"- alert: (\w+)\n(?:(?! +- alert:).*\n?)*")]
    private static partial Regex AlertBlock();

    [GeneratedRegex(@"runbook_url: (\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"expr: >-\n +(.*)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(by|on) \([^)]*\)")]
    private static partial Regex By();

    [GeneratedRegex(@"[a-zA-Z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=_(seconds|waiting))_(bucket|count|sum)$")]
    private static partial Regex Ending();
}
