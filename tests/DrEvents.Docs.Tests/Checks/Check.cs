using DrEvents.Docs.Tests.Reading;

namespace DrEvents.Docs.Tests.Checks;

/// <summary>What is wrong with calls, by those who know: the parsers, the files, and the programs themselves.</summary>
internal static class Check
{
    public static async Task<IReadOnlyList<string>> ProblemsAsync(IReadOnlyList<Call> calls)
    {
        var problems = new List<string>();
        foreach (var call in calls.Select(c => c.Resolved()))
        {
            var found = call.Program switch
            {
                "drevents" => OwnPrograms.Drevents(call),
                "drevents-ven" => OwnPrograms.Ven(call),
                "DrEvents.Local" => OwnPrograms.Local(call),
                "DrEvents.Backend" => OwnPrograms.Backend(call),
                "dotnet" => DotNet.Problems(call),
                "terraform" or "psql" or "pg_dump" or "prometheus" or "promtool" or "openssl" or "systemctl" or "journalctl" =>
                    await OwnHelp.ProblemsAsync(call),
                _ when Programs.Scripts.FirstOrDefault(s => Path.GetFileName(s) == call.Program) is { } script => Script(script, call),
                "unknown" => ["nobody knows this program"],
                _ => [],
            };
            problems.AddRange(found.Select(p => $"{call}: {p}"));
        }
        problems.AddRange(await AwsWords.ProblemsAsync([.. calls.Where(c => c.Program == "aws")]));
        return problems;
    }

    private static IEnumerable<string> Script(string script, Call call)
    {
        var text = Repository.Read(script);
        return call.Arguments.Where(a => a[0] == '-' && !text.Contains($"{a})", StringComparison.Ordinal)).Select(a => $"it has no {a}");
    }
}
