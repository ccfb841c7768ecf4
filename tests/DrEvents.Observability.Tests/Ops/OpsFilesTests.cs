using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Observability.Tests.Ops;

/// <summary>Board, rules and runbooks fit each other and the code; and a mistake in each is found.</summary>
public sealed partial class OpsFilesTests
{
    private static readonly string Folder = Repository.PathOf("ops/observability");

    private static readonly string[] Spans =
    [
        AnswerWatch.AnswerSpan,
        AppendSpans.AppendSpan,
        CommandSender.CommandSpan,
        EventClock.StepSpan,
        SampleWatch.SampleSpan,
        TracedFigures.FigureSpan,
    ];

    public static TheoryData<string> Runbooks =>
        [.. Directory.EnumerateFiles(Repository.PathOf("ops/docs/runbooks")).Select(f => Path.GetFileName(f))];

    [Fact]
    public void board_rules_runbooks_and_tests_fit_each_other()
    {
        var files = new OpsFiles(Folder);
        files.Problems().ShouldBeEmpty();
        files.Alerts().Count.ShouldBeGreaterThan(20);
        files.Queries().Count.ShouldBeGreaterThan(50);
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void what_a_runbook_names_is_in_the_code(string runbook)
    {
        var text = Repository.Read("ops/docs/runbooks/" + runbook);
        var shown = Row().Matches(text).Select(m => (Kind: m.Groups[1].Value, Said: m.Groups[2].Value)).ToList();
        shown.ShouldNotBeEmpty();
        new OpsFiles(Folder).Alerts().ShouldContain(alert => text.Contains($"`{alert}`", StringComparison.Ordinal));
        foreach (
            var line in shown.Where(s => s.Kind == "log").SelectMany(s => Quoted().Matches(s.Said).Select(m => m.Groups[1].Value).Take(1))
        )
            Sources.ShouldContain(s => s.Contains(line, StringComparison.Ordinal), $"the log never says: {line}");
        var page = Repository.Read("ops/docs/metrics.md");
        foreach (Match metric in Metric().Matches(text))
            page.ShouldContain(metric.Value);
        foreach (Match span in Span().Matches(text))
            Spans.ShouldContain(span.Groups[1].Value);
        foreach (Match link in Link().Matches(text))
            Path.Exists(Path.Combine(Repository.PathOf("ops/docs/runbooks"), link.Groups[1].Value)).ShouldBeTrue(link.Value);
    }

    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("test", "rules", "alerts.tests.yml")]
    public async Task prometheus_own_tool_finds_nothing(params string[] arguments)
    {
        Programs.Require();
        var (exitCode, said) = await Programs.PromtoolAsync(Folder, arguments);
        exitCode.ShouldBe(0, said);
    }

    [Theory]
    [InlineData("grafana/drevents.json", "drevents_vens_count", "drevents_vens_counted", "drevents_vens_counted is no metric")]
    [InlineData("alerts.yml", "drevents_node_acting", "drevents_node_acts", "drevents_node_acts is no metric")]
    [InlineData("alerts.yml", "runbooks/certificate.md", "runbooks/certificates.md", "runbooks/certificates.md is not there")]
    [InlineData("alerts.yml", "runbooks/dead-letters.md", "runbooks/permission.md", "does not say that it is for DeadLetters")]
    [InlineData("alerts.tests.yml", "name: StoreAway fires", "name: StoreAway burns", "no test in which StoreAway fires")]
    public void a_planted_mistake_is_found(string file, string right, string wrong, string found)
    {
        using var copy = new FolderCopy(Folder);
        copy.Change(file, right, wrong);
        new OpsFiles(copy.Path).Problems().ShouldContain(problem => problem.Contains(found, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alerts.yml", "max(drevents_store_up) == 0", "max(drevents_store_up) = 0", "check", "rules", "alerts.yml")]
    [InlineData("alerts.yml", "> 0.9\n", "> 90\n", "test", "rules", "alerts.tests.yml")]
    [InlineData("alerts.yml", "outcome=\"not_taken\"", "outcome=\"taken\"", "test", "rules", "alerts.tests.yml")]
    [InlineData("prometheus.yml", "scrape_configs", "scrape_config", "check", "config", "prometheus.yml")]
    public async Task a_planted_mistake_is_found_by_prometheus_own_tool(string file, string right, string wrong, params string[] arguments)
    {
        Programs.Require();
        using var copy = new FolderCopy(Folder);
        copy.Change(file, right, wrong);
        (await Programs.PromtoolAsync(copy.Path, arguments)).ExitCode.ShouldNotBe(0);
    }

    private static readonly string[] Sources =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText),
    ];

    [GeneratedRegex(@"^\| (log|metric|trace|health) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"drevents_(?!messages_\d)[a-z_]+[a-z]")]
    private static partial Regex Metric();

    [GeneratedRegex("`((?:drevents|marten) (?:event step|command|acknowledgement|sample|figure|append))`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();
}

/// <summary>A folder's copy, to plant mistakes in.</summary>
internal sealed class FolderCopy : IDisposable
{
    public FolderCopy(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("drevents-ops-").FullName;

    public void Change(string file, string right, string wrong)
    {
        var path = System.IO.Path.Combine(Path, file);
        var text = File.ReadAllText(path);
        text.ShouldContain(right);
        File.WriteAllText(path, text.Replace(right, wrong, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
