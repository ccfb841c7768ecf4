using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests;

/// <summary>What CloudWatch tells of: the alarms as Terraform computes them, against the backend's log and the runbooks.</summary>
public sealed class AlarmTests
{
    [Fact]
    public async Task every_alarm_is_made_and_says_what_it_means()
    {
        var value = await AlarmsAsync("local.alarms", 2);
        value.AsObject().Count.ShouldBeGreaterThan(10);
        foreach (var (name, alarm) in value.AsObject())
        {
            alarm!["what"]!.GetValue<string>().ShouldNotBeEmpty(name);
            alarm["comparison"]!.GetValue<string>().ShouldBeOneOf("LessThanThreshold", "GreaterThanThreshold");
            alarm["missing"]!.GetValue<string>().ShouldBeOneOf("breaching", "notBreaching");
            ((int)alarm["of_them"]!).ShouldBeInRange(1, (int)alarm["minutes"]!);
        }
        ((int)value["tasks-down"]!["threshold"]!).ShouldBe(2);
        ((long)value["database-storage"]!["threshold"]!).ShouldBe(20L << 30);
    }

    /// <summary>The alarm that is told of when nothing is measured would be told of for ever.</summary>
    [Theory]
    [InlineData(0, "notBreaching", 0)]
    [InlineData(2, "breaching", 1)]
    public async Task nobody_is_told_of_backends_that_should_not_run(int tasks, string missing, int ready)
    {
        var value = await AlarmsAsync("local.alarms", tasks);
        ((string)value["tasks-down"]!["missing"]!).ShouldBe(missing);
        ((string)value["no-backend-ready"]!["missing"]!).ShouldBe(missing);
        ((int)value["no-backend-ready"]!["threshold"]!).ShouldBe(ready);
    }

    [Fact]
    public async Task every_line_that_is_counted_is_one_of_the_backends_log_and_has_its_alarm()
    {
        var (lines, alarms) = ((await AlarmsAsync("local.lines", 2)).AsObject(), (await AlarmsAsync("local.alarms", 2)).AsObject());
        lines
            .Select(l => l.Key)
            .ShouldBe(
                alarms.Where(a => ((string)a.Value!["namespace"]!).StartsWith("DrEvents/", StringComparison.Ordinal)).Select(a => a.Key),
                ignoreOrder: true
            );
        var sources = Directory
            .EnumerateFiles(Repository.PathOf("src/DrEvents.Backend"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .ToList();
        var wolverine = System.Text.Encoding.Unicode.GetString(
            await File.ReadAllBytesAsync(typeof(Wolverine.IMessageBus).Assembly.Location)
        );
        foreach (var (name, line) in lines)
        {
            var words = (string)line!["words"]!;
            (
                sources.Any(s => s.Contains(words, StringComparison.Ordinal)) || wolverine.Contains(words, StringComparison.Ordinal)
            ).ShouldBeTrue(words);
            alarms[name]!["metric"]!.GetValue<string>().ShouldBe((string)line["metric"]!);
        }
    }

    [Fact]
    public async Task every_alarm_leads_to_a_runbook_that_names_it()
    {
        var value = await AlarmsAsync("local.alarms", 2);
        foreach (var (name, alarm) in value.AsObject())
            Repository.Read($"ops/docs/runbooks/{(string)alarm!["runbook"]!}.md").ShouldContain($"`…-{name}`");
        Repository.Read("ops/terraform/modules/alarms/main.tf").ShouldContain("ops/docs/runbooks/${each.value.runbook}.md\"");
    }

    private static async Task<JsonNode> AlarmsAsync(string expression, int tasks)
    {
        using var alarms = new Evaluation("modules/alarms").WithLocals("main.tf").ForEach(expression).WithOutput(expression);
        string[] names =
        [
            "name",
            "cluster",
            "service",
            "balancer_suffix",
            "target_group_suffix",
            "backend_log_group",
            "database_identifier",
        ];
        return await alarms.ValueAsync([.. names.Select(n => (n, n)), ("tasks", $"{tasks}")]);
    }
}
