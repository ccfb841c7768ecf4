using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrEvents.Local.Processes;

namespace DrEvents.Terraform.Tests.Tools;

/// <summary>
/// Has Terraform itself compute what needs no provider: a module's variables with their conditions, and its local values. What its expressions read of resources
/// and data sources is put in as text.
/// </summary>
internal sealed partial class Evaluation : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _module;

    /// <param name="module">Below <c>ops/terraform</c>; its variables are taken.</param>
    public Evaluation(string module)
    {
        TerraformProgram.Require();
        _module = Path.Combine(Repository.Terraform, module);
        File.Copy(Path.Combine(_module, "variables.tf"), Path.Combine(_folder.Path, "variables.tf"));
    }

    /// <summary>Where the expressions look for files of the module.</summary>
    public string Folder => _folder.Path;

    /// <summary>Takes the local values of one of its files.</summary>
    public Evaluation WithLocals(string file)
    {
        var blocks = Locals().Matches(File.ReadAllText(Path.Combine(_module, file))).Select(m => m.Value);
        return With($"locals-{file}", string.Concat(blocks));
    }

    /// <summary>Takes the expression that stands behind <paramref name="argument"/> as an output.</summary>
    public Evaluation WithExpression(string file, string argument)
    {
        var text = File.ReadAllText(Path.Combine(_module, file));
        var from = text.IndexOf(argument + " = ", StringComparison.Ordinal) + argument.Length + " = ".Length;
        var end = Closing().Match(text, from);
        return With("expression.tf", $"output \"value\" {{\n  value = {text[from..(end.Index + end.Length)]}\n}}\n");
    }

    public Evaluation WithOutput(string expression) => With("output.tf", $"output \"value\" {{\n  value = {expression}\n}}\n");

    /// <summary>Asks Terraform to make one of something for each of a value, as it does with resources.</summary>
    public Evaluation ForEach(string expression) =>
        With("each.tf", $"resource \"terraform_data\" \"each\" {{\n  for_each = {expression}\n}}\n");

    public Task<CommandResult> RunAsync(params (string Name, string Value)[] variables) =>
        TerraformProgram.RunAsync(
            Folder,
            ["apply", "-auto-approve", "-input=false", "-no-color", "-state=state", .. variables.Select(v => $"-var={v.Name}={v.Value}")]
        );

    /// <summary>The output.</summary>
    public async Task<JsonNode> ValueAsync(params (string Name, string Value)[] variables)
    {
        var result = await RunAsync(variables);
        result.ExitCode.ShouldBe(0, result.Text);
        var state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "state")))!;
        return state["outputs"]!["value"]!["value"]!;
    }

    public void Dispose() => _folder.Dispose();

    private Evaluation With(string file, string text)
    {
        var alone = Read().Replace(text, m => $"\"{m.Value.Replace("\"", "", StringComparison.Ordinal)}\"");
        File.WriteAllText(Path.Combine(Folder, file), alone.Replace("${path.module}", "${\"" + _module + "\"}", StringComparison.Ordinal));
        return this;
    }

    [GeneratedRegex(@"^locals \{\n.*?^\}\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Locals();

    /// <summary>The end of a call of jsonencode, which stands at the argument's own indentation.</summary>
    [GeneratedRegex(@"^  [\]})]+\)$", RegexOptions.Multiline)]
    private static partial Regex Closing();

    [GeneratedRegex(@"(?<![\w.""/:-])(?:data\.)?aws_\w+\.\w+(?:\[[^\]]*\])?(?:\.\w+(?:\[\d+\])?)+")]
    private static partial Regex Read();
}
