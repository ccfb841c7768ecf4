using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using DrEvents.Observability.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Observability.Tests.Metrics;

/// <summary>
/// Names and units are relied upon by boards and rules outside of the repository: <c>ops/docs/metrics.md</c> lists them, and a metric that is renamed,
/// or gets another unit, is found here. To write the list anew: <c>DREVENTS_WRITE=1</c>.
/// </summary>
public sealed partial class MetricNamesTests
{
    private const string Page = "ops/docs/metrics.md";
    private const string Begin = "| metric | kind | unit | what |\n|---|---|---|---|\n";

    /// <summary>What is read, or told by agents, once in a while.</summary>
    private static readonly string[] Later =
    [
        "drevents_event_reduction_kw",
        "drevents_projections_lag_seconds",
        "drevents_agents_handling_time_seconds",
    ];

    [Fact]
    public async Task each_metric_is_on_the_page_with_kind_and_unit_and_is_really_shown_so()
    {
        var found = new List<Instrument>();
        using var listener = Shown.Listen(found);
        await using var system = await ObservedSystem.StartAsync();
        await system.StartVensAsync("ven-1");
        var asked = await system.CreateAsync(kw: 1, seconds: 30);
        await system.UntilAsync(asked.Id, "the VEN sheds", e => e.Metrics.VensResponding == 1);
        var page = Repository.Read(Page);
        var metrics = found.Select(Shown.Of).Distinct().OrderBy(m => m.Name, StringComparer.Ordinal).ToList();

        var expected = Begin + string.Concat(metrics.Select(m => $"| `{m.Name}` | {m.Kind} | {m.Unit} | {m.What} |\n"));
        if (Environment.GetEnvironmentVariable("DREVENTS_WRITE") is { Length: > 0 })
            File.WriteAllText(
                Repository.PathOf(Page),
                TableOf(page) is { Length: > 0 } old ? page.Replace(old, expected, StringComparison.Ordinal) : page + expected
            );
        else
            TableOf(page).ShouldBe(expected);

        string text = "";
        await Eventually.HoldsAsync(
            "what is read from the store is shown",
            async () =>
            {
                text = await system.ScrapeAsync();
                return Later.All(name => text.Contains($"# TYPE {name} ", StringComparison.Ordinal));
            },
            withinS: 60
        );
        var shown = Types()
            .Matches(text)
            .Where(m => m.Groups[1].Value.StartsWith("drevents_", StringComparison.Ordinal))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        foreach (var (name, kind) in shown)
            metrics.ShouldContain(m => m.Name == name && m.Kind == kind, $"{name} is a {kind}");
        // A time that nobody waited for, a fleet without five minutes of history, and receivers that there are none of are not shown; on a busy machine
        // the first may be.
        string[] mayBeAbsent =
        [
            "drevents_pressure_waited_seconds",
            "drevents_fleet_used_kw",
            "drevents_fleet_available_kw",
            "drevents_webhook_duration_seconds",
        ];
        metrics.Select(m => m.Name).Except(shown.Keys).Except(mayBeAbsent).ShouldBeEmpty(text);
    }

    [Fact]
    public async Task no_series_is_of_one_ven()
    {
        await using var system = await ObservedSystem.StartAsync();
        await system.StartVensAsync("ven-1", "ven-2");
        (await system.ScrapeAsync()).ShouldNotContain("ven-1");
    }

    [Fact]
    public async Task without_metrics_nobody_answers_there()
    {
        await using var system = await ObservedSystem.StartAsync(["--Telemetry:Metrics=false"]);
        (await system.Http.GetAsync("/metrics")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private static string TableOf(string page)
    {
        var from = page.IndexOf(Begin, StringComparison.Ordinal);
        if (from < 0)
            return "";
        var end = page.IndexOf("\n\n", from, StringComparison.Ordinal);
        return end < 0 ? page[from..] : page[from..(end + 1)];
    }

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex Types();
}
