using System.Text.RegularExpressions;
using DrEvents.Backend.Store;
using DrEvents.Local.Processes;
using DrEvents.Terraform.Tests.Configurations;

namespace DrEvents.Terraform.Tests;

/// <summary>What the guides read of Terraform's outputs and write into its variables. That their commands are right is tested with those of all pages.</summary>
public sealed partial class GuideTests
{
    private const string Guide = "ops/docs/aws-guide.md";
    private const string Readme = "ops/terraform/README.md";
    private const string Troubles = "ops/docs/aws-troubles.md";
    private const string Environment = "drevents.env";
    private static readonly string[] Pages = [Guide, Readme, Troubles, "ops/docs/runbooks/certificate.md"];

    /// <summary>What a shell has without being told.</summary>
    private static readonly string[] OfEveryShell = ["PWD", "Mqtt__Host", "AWS_REGION", "ConnectionStrings__Postgres"];

    [Fact]
    public async Task every_output_that_a_guide_reads_is_one_of_the_example()
    {
        var example = (await TerraformModule.ReadAllAsync(Repository.Terraform))["environments/example"];
        var read = Pages.SelectMany(Lines).SelectMany(l => Output().Matches(l)).Select(m => m.Groups[1].Value).ToList();
        read.ShouldContain("iot_endpoint");
        read.ShouldContain("thing_name");
        read.ShouldContain("database_master_secret");
        read.Where(name => !example.Outputs.ContainsKey(name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task every_variable_that_a_guide_sets_is_one_of_the_example()
    {
        var example = (await TerraformModule.ReadAllAsync(Repository.Terraform))["environments/example"];
        var set = Pages.SelectMany(Lines).SelectMany(l => Variable().Matches(l)).Select(m => m.Groups[1].Value);
        var written = Lines(Guide)
            .SkipWhile(l => !l.Contains("own.tfvars\" <<END", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(l => l != "END");
        var named = set.Concat(
                written
                    .Concat(File.ReadLines(Repository.PathOf("ops/terraform/environments/example/example.tfvars")))
                    .Select(l => l.Split(' ')[0])
            )
            .ToList();
        named.ShouldContain("availability_zones");
        named.Where(name => !example.Variables.ContainsKey(name)).ShouldBeEmpty();
    }

    [Fact]
    public void every_parameter_that_the_guide_fills_is_one_that_is_made()
    {
        var made = Parameter()
            .Matches(Repository.Read("ops/terraform/modules/secrets/main.tf"))
            .Select(m => m.Groups[1].Value.Replace("${key}", "1", StringComparison.Ordinal));
        Lines(Guide)
            .Where(l => l.StartsWith("put ", StringComparison.Ordinal))
            .Select(l => l.Split(' ')[1])
            .ShouldBe(made, ignoreOrder: true);
    }

    /// <summary>The SDK takes a registry's name and password from variables of names that it alone knows.</summary>
    [Fact]
    public async Task the_sdk_knows_the_variables_by_which_the_image_is_pushed()
    {
        var sdk = (await new Command(["dotnet", "--list-sdks"]).RunOrThrowAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        var folder = Path.Combine(
            sdk[(sdk.IndexOf('[', StringComparison.Ordinal) + 1)..sdk.IndexOf(']', StringComparison.Ordinal)],
            sdk.Split(' ')[0]
        );
        var assembly = Directory.EnumerateFiles(folder, "Microsoft.NET.Build.Containers.dll", SearchOption.AllDirectories).First();
        var text = System.Text.Encoding.Unicode.GetString(await File.ReadAllBytesAsync(assembly));
        var shifted = System.Text.Encoding.Unicode.GetString((await File.ReadAllBytesAsync(assembly))[1..]);
        var names = ContainerVariable().Matches(Repository.Read(Guide)).Select(m => m.Value).ToList();
        names.Count.ShouldBe(2);
        foreach (var name in names)
            (Has(text, name) || Has(shifted, name)).ShouldBeTrue(name);

        // A name of it that only begins like this one is another.
        static bool Has(string strings, string name) => Regex.IsMatch(strings, name + "(?![A-Z_])");
    }

    [Fact]
    public void the_schema_of_failed_messages_is_the_one_of_this_version()
    {
        var named = Directory
            .EnumerateFiles(Repository.PathOf("ops/docs"), "*.md", SearchOption.AllDirectories)
            .SelectMany(file => MessageSchema().Matches(File.ReadAllText(file)))
            .Select(m => m.Value)
            .ToList();
        named.ShouldNotBeEmpty();
        named.Distinct().ShouldBe([EarlierNodes.MessageSchema]);
    }

    /// <summary>A block that begins with the file of names may be run in any shell: it uses nothing that only another block has set.</summary>
    [Theory]
    [InlineData(Guide)]
    [InlineData(Troubles)]
    public void a_block_for_a_new_shell_has_all_that_it_uses(string page)
    {
        var written = Repository.Read(Guide).Split("cat >>drevents.env <<'END'\n")[1].Split("END\n")[0];
        var known = Assigned(written).Concat(OfEveryShell).ToHashSet();
        var blocks = Blocks()
            .Matches(Repository.Read(page))
            .Select(m => m.Groups[1].Value)
            .Where(b => b.StartsWith($". ./{Environment}", StringComparison.Ordinal))
            .ToList();
        blocks.Count.ShouldBeGreaterThan(3);
        foreach (var block in blocks)
            Used()
                .Matches(block)
                .Select(m => m.Groups[1].Value)
                .Except(known)
                .Except(Assigned(block))
                .Except(["1", "2", "@"])
                .ShouldBeEmpty(block);
    }

    private static IEnumerable<string> Assigned(string script) => Assignment().Matches(script).Select(m => m.Groups[1].Value);

    private static IEnumerable<string> Lines(string file) => Repository.Read(file).Split('\n');

    [GeneratedRegex(@"outputs? (?:-raw|-json) (\w+)")]
    private static partial Regex Output();

    [GeneratedRegex(@"-var=(\w+)=")]
    private static partial Regex Variable();

    [GeneratedRegex("\"((?:postgres|mqtt|access)/[a-z/-]+(?:\\$\\{key\\})?)\" =")]
    private static partial Regex Parameter();

    [GeneratedRegex("DOTNET_CONTAINER_[A-Z_]+")]
    private static partial Regex ContainerVariable();

    [GeneratedRegex(@"drevents_messages_\d+")]
    private static partial Regex MessageSchema();

    [GeneratedRegex(@"(?:^|[\s;])(?:export )?([A-Za-z_]\w*)=", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<![\\'])\$\{?([A-Za-z_]\w*)")]
    private static partial Regex Used();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
