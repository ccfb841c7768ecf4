using System.Text.RegularExpressions;
using DrEvents.Docs.Tests.Reading;

namespace DrEvents.Docs.Tests.Running;

/// <summary>Pages are followed from top to bottom on a running system: what they tell to run does what they say, and prints what they show.</summary>
public sealed partial class GuideTests(GuidedSystem system)
{
    private static readonly string[] Followed =
    [
        "README.md",
        "ops/docs/operator-guide.md",
        "ops/docs/command-line.md",
        "ops/docs/measurement.md",
        "ops/docs/ven-page.md",
    ];

    /// <summary>What is not run, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["drevents fleet --count 1000 --ramp 200 --warm --stuck 2% --truth truth.csv"] = "a thousand VENs are a measurement, not a test",
        ["drevents man --out /home/you/.local/share/man/man1"] =
            "writes into the home of whoever runs the test; ManualTests write elsewhere",
        ["drevents results evt-1a2b3c4d --vens"] = "a result is issued ten minutes after an event's end; ResultScenarios make one",
        ["drevents results evt-1a2b3c4d --known 2026-07-02T00:00Z"] = "the same at a time of the past",
        ["drevents results evt-1a2b3c4d --by pjm-high-4-of-5,nyiso-high-5-of-10"] = "needs a result, as the ones before",
        ["drevents whatif evt-1a2b3c4d --profile pjm-high-4-of-5"] = "needs a result too; WhatIfScenarios ask",
        ["drevents whatif evt-1a2b3c4d --without ven-7 --request 40 --order equal"] = "the same of other VENs",
        ["drevents audit evt-1a2b3c4d --out audit-of-july"] = "needs a result, as the one before; AuditScenarios make one",
        ["drevents audit verify audit-of-july"] = "verifies what the one before wrote; AuditVerbTests do it",
        ["drevents audit verify audit-of-july --key public.pem"] = "verifies what the one before wrote; AuditVerbTests do it",
        ["drevents receipt get evt-1a2b3c4d ven-5f1c77aa --out receipt.json"] = "the same; SettlementScenarios make one",
        ["drevents receipt verify receipt-evt-1a2b3c4d-1.json --key receipts.pem"] = "an owner's file; OwnersReceiptTests download one",
        ["drevents receipt key --out public.pem"] = "the system of this test gives no receipts; ReceiptVerbTests write the file",
        ["drevents statement --from 2026-07-01T00:00+02:00 --until 2026-08-01T00:00+02:00 --currency EUR"] =
            "the system of this test has no terms; SettlementScenarios have them",
        ["drevents statement --from 2026-07-01T00:00+02:00 --until 2026-08-01T00:00+02:00 --currency EUR --format csv --out july.csv"] =
            "the same, into a file",
        ["drevents statement --ven ven-5f1c77aa --format json"] = "the same of one VEN",
        ["drevents ven accept ven-1 --from 2026-06-30T14:00Z --to 2026-06-30T16:00Z --reason pump test, seen on site --by M. Weber"] =
            "there have to be odd readings; AcceptedReadingsScenarios have some",
        ["drevents ven accept ven-5f1c77aa --from 2026-06-30T14:00Z --to 2026-06-30T16:00Z --reason pump test, seen on site"] =
            "the same of another VEN",
        [
            """curl --json {"from":"2026-06-30T14:00:00Z","to":"2026-06-30T16:00:00Z","reason":"pump test, seen on site","by":"M. Weber"} http://localhost:8000/api/vens/ven-1/readings/accept"""
        ] = "the same over HTTP",
        ["drevents command-key rotate --signs-from 2026-07-02T06:00Z"] =
            "a key is waiting already, by the command before; CommandKeyScenarios rotate",
        ["drevents command-key retire c9f0f895fb98ab9159f51fd0297e236d"] = "there is no such key; CommandKeyScenarios retire one",
        ["drevents ven revoke ven-5f1c77aa --reason box stolen"] = "it has no certificate; EnrolmentScenarios revoke one",
        ["drevents rebuild live --stop"] = "a store as small as this one is made before anybody could stop that",
        ["curl -X DELETE --json {} http://localhost:8000/api/rebuilds/live"] = "the same over HTTP",
    };

    /// <summary>Commands that a page shows to fail, with the exit code that the page of the command line gives that.</summary>
    private static readonly Dictionary<string, int> Failing = new()
    {
        ["drevents event show evt-ffffffff"] = 1,
        ["drevents backtest ven-5f1c77aa --hours 14-18 --profiles caiso-10-in-10,pjm-high-4-of-5 --days 90"] = 1,
        ["drevents backtest ven-5f1c77aa --hours 14-18 --profiles towt,caiso-10-in-10 --days 90"] = 1,
        ["drevents event create --kw -3 --duration 1h"] = 2,
        ["drevents ven list --url http://127.0.0.1:1"] = 3,
    };

    /// <summary>Words that a page shows and that depend on what there is: names, and parts that are only there sometimes.</summary>
    private static readonly string[] Sometimes =
    [
        .. "Pilot School Boiler Wallbox".Split(' '),
        // Of a replay in which something differs, of a forecast with history, of a command that was refused.
        .. "Differences Where Low High Days Newest Why Without".Split(' '),
        .. "In Delivered Rests".Split(' '),
    ];

    public static TheoryData<string> Pages => [.. Followed];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task a_page_can_be_followed(string path)
    {
        await system.CalmAsync();
        var follower = new Follower(system);
        var problems = new List<string>();
        foreach (var call in (await CallsAsync(path)).Where(c => !NotRun.ContainsKey(c.Text)))
        {
            Assert.SkipWhen(call.Program == "curl" && !IsInstalled("curl"), "curl is not installed");
            var outcome = await follower.RunAsync(call);
            if (outcome.ExitCode != Failing.GetValueOrDefault(call.Text))
                problems.Add($"{call} ended with {outcome.ExitCode}: {outcome.Said}");
            if (call.Shown is { } shown && call.Arguments[0] != "monitor")
                problems.AddRange(Differences(call, shown, outcome.Said).Select(d => $"{call}: {d}, and it printed {outcome.Said}"));
        }
        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task no_list_has_a_dead_entry()
    {
        var all = new List<string>();
        foreach (var path in Followed)
            all.AddRange((await CallsAsync(path)).Select(c => c.Text));
        NotRun.Keys.Concat(Failing.Keys).Except(all).ShouldBeEmpty();
        all.Count.ShouldBeGreaterThan(30);
    }

    private static async Task<IReadOnlyList<Call>> CallsAsync(string path) =>
        [
            .. (await RecordingShell.ReadAsync(DocPage.Read(path)))
                .Where(c => !c.IsInline)
                .Select(c => c.Resolved())
                .Where(c => c.Program is "drevents" or "curl"),
        ];

    /// <summary>Figures are examples. Labels and headings are not: what is shown is printed, and what is printed is shown.</summary>
    private static IEnumerable<string> Differences(Call call, string shown, string printed)
    {
        if (Words(shown).Except(Words(printed)).Except(Sometimes).ToList() is { Count: > 0 } gone)
            yield return $"the page shows {string.Join(", ", gone)}";
        // Loads have names of their own, and a forecast says more or less by the history that it has.
        if (call.Arguments is ["ven", "show", ..] or ["forecast", ..])
            yield break;
        if (Words(printed).Except(Words(shown)).Except(Sometimes).ToList() is { Count: > 0 } added)
            yield return $"the page does not show {string.Join(", ", added)}";
    }

    /// <summary>Labels and headings begin with a capital.</summary>
    private static IEnumerable<string> Words(string shown) => Label().Matches(shown).Select(m => m.Value).Distinct();

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)));

    [GeneratedRegex(@"(?<![\w-])[A-Z][A-Za-z]+(?![\w-])")]
    private static partial Regex Label();
}
