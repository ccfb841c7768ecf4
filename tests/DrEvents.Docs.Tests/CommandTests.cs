using System.Text.RegularExpressions;
using DrEvents.Docs.Tests.Checks;
using DrEvents.Docs.Tests.Reading;
using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests;

/// <summary>Every command that a page tells to run is one that its program takes, as it is written there.</summary>
public sealed partial class CommandTests
{
    /// <summary>Languages of blocks. <c>sh</c> and <c>console</c> hold commands; <c>bash</c> holds some for a machine of another kind, as a container.</summary>
    private static readonly string[] Languages = ["sh", "console", "bash", "text", "csharp", "json", "sql", "html"];

    /// <summary>Commands that are right and that no check can know, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotKnown = new()
    {
        ["drevents event create --kw -3 --duration 1h"] = "the page shows how it is refused",
        ["terraform -chdir=ops/terraform/environments/example providers lock -platform=linux_amd64 -platform=darwin_arm64"] =
            "Terraform prints no help of a command below another",
        ["openssl dgst -sha256 -r"] = "a digest's name is an option that the help does not list",
        ["drevents command send ven-1 version --wait 10s"] = "the recipe above it makes this command",
    };

    public static TheoryData<string> Pages => [.. DocPages.Paths];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task every_command_of_a_page_is_taken_by_its_program(string path)
    {
        var page = DocPage.Read(path);
        var calls = (await RecordingShell.ReadAsync(page)).Where(c => !NotKnown.ContainsKey(c.Text)).ToList();
        (await Check.ProblemsAsync(calls)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void every_block_says_whether_it_holds_commands(string path)
    {
        var page = DocPage.Read(path);
        page.Fences.Where(f => !Languages.Contains(f.Language))
            .Select(f => $"{path}:{f.Line}: '{f.Language}' is none of them")
            .ShouldBeEmpty();
        page.Fences.Where(f => f.Language is "text")
            .SelectMany(f => f.Lines.Where(l => CommandLine().IsMatch(l)), (f, l) => $"{path}:{f.Line}: is no text: {l}")
            .ShouldBeEmpty();
        Repository
            .Read(path)
            .Split('\n')
            .Where(l => l.StartsWith("    ", StringComparison.Ordinal) && CommandLine().IsMatch(l.Trim()))
            .Where(l => !page.Fences.Any(f => f.Lines.Contains(l)))
            .ShouldBeEmpty($"{path}: commands stand in fenced blocks");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task a_shell_of_another_machine_understands_what_is_for_it(string path)
    {
        foreach (var fence in DocPage.Read(path).Fences.Where(f => f.Language is "bash"))
        {
            var read = await new Command(["bash", "-n", "-c", string.Join('\n', fence.Lines)]).RunAsync();
            read.Text.ShouldBeEmpty($"{path}:{fence.Line}");
        }
    }

    [Fact]
    public async Task the_list_of_what_cannot_be_known_has_no_dead_entry()
    {
        var all = new List<string>();
        foreach (var path in DocPages.Paths)
            all.AddRange((await RecordingShell.ReadAsync(DocPage.Read(path))).Select(c => c.Text));
        NotKnown.Keys.Except(all).ShouldBeEmpty();
        all.Count.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("drevents ven lst", "'lst'")]
    [InlineData("drevents event create --kw 3 --duraton 1h", "--duraton")]
    [InlineData("drevents monitor --kind ack", "--kind: 'ack'")]
    [InlineData("alias d='dotnet run --project src/DrEvents.Cli --'\nd ven show", "VEN")]
    [InlineData("dotnet run --project src/DrEvents.Clii -- ven list", "there is no src/DrEvents.Clii")]
    [InlineData("dotnet run --project src/DrEvents.Local -- dmeo", "did you mean demo?")]
    [InlineData("dotnet run --project tests/DrEvents.Backend.Tests -- -class '*AlocateTests'", "its sources have no *AlocateTests")]
    [InlineData("dotnet build tests/DrEvents.Nothing", "there is no tests/DrEvents.Nothing")]
    [InlineData("dotnet biuld", "dotnet has no biuld")]
    [InlineData("drevents-ven log veryfy", "veryfy")]
    [InlineData("dotnet run --project src/DrEvents.Ven -- --Ven:Idd=ven-1", "Ven:Id")]
    [InlineData("drevants ven list", "nobody knows this program")]
    [InlineData("cd ops/nothing", "No such file or directory")]
    [InlineData("echo \"$nothing\"", "nothing: unbound variable")]
    public async Task a_mistake_is_found(string commands, string found) => (await FoundAsync(commands)).ShouldContain(found);

    [Theory]
    [InlineData("aws iot describe-endpont --endpoint-type iot:Data-ATS", "aws has no iot describe-endpont")]
    [InlineData("aws ecs wait tasks-stopped --cluster x --task y", "has no --task")]
    [InlineData("aws ssm put-parameter --value x", "needs --name")]
    public async Task a_mistake_in_a_command_of_aws_is_found(string commands, string found)
    {
        Assert.SkipUnless(AwsWords.IsInstalled, "AWS's command line is not installed: apt-get install awscli");
        (await FoundAsync(commands)).ShouldContain(found);
    }

    [Theory]
    [InlineData("terraform", "terraform aply", "it has no aply")]
    [InlineData("terraform", "terraform plan -var-fil=x", "its help has no -var-fil")]
    [InlineData("promtool", "promtool check ruls alerts.yml", "it has no check ruls")]
    [InlineData("psql", "psql --quite", "its help has no --quite")]
    public async Task a_mistake_in_a_command_of_others_is_found(string program, string commands, string found)
    {
        Assert.SkipUnless(OwnHelp.IsInstalled(program), $"{program} is not installed");
        (await FoundAsync(commands)).ShouldContain(found);
    }

    private static async Task<string> FoundAsync(string commands)
    {
        try
        {
            var page = DocPage.Of("planted.md", $"```sh\n{commands}\n```\n");
            return string.Join('\n', await Check.ProblemsAsync(await RecordingShell.ReadAsync(page)));
        }
        catch (ShouldAssertException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"^\$ |^(sudo )?(drevents(-ven)?|dotnet|curl|terraform|aws|psql|promtool|ops/scripts/\S+) \S")]
    private static partial Regex CommandLine();
}
