using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrEvents.Terraform.Tests.Schemas;

namespace DrEvents.Terraform.Tests.Configurations;

/// <summary>Whether everything that is referred to is there: variables, locals, modules and their outputs, resources and what can be read of them, files.</summary>
internal sealed partial class ReferenceCheck(IReadOnlyDictionary<string, TerraformModule> modules, ProviderSchema schema)
{
    private static readonly string[] OfEveryCall = ["source", "version", "count", "for_each", "depends_on", "providers"];

    public IReadOnlyList<string> Problems() => [.. modules.Values.SelectMany(m => Problems(m).Select(problem => $"{m.Path}: {problem}"))];

    private IEnumerable<string> Problems(TerraformModule module)
    {
        var references = References(module).ToList();
        return Wrong(module, references)
            .Concat(module.Calls.SelectMany(call => OfCall(module, call.Key, call.Value)))
            .Concat(Unused(module, references))
            .Concat(Undescribed(module))
            .Concat(MissingFiles(module))
            .Distinct();
    }

    private static IEnumerable<Reference> References(TerraformModule module) =>
        module
            .Resources.Select(r => r.Body)
            .Concat(module.Calls.Values)
            .Concat(module.Outputs.Values)
            .Concat(module.Variables.Values)
            .Concat(module.Providers)
            .Concat(module.Locals.Values)
            .SelectMany(Reference.In);

    private IEnumerable<string> Wrong(TerraformModule module, IEnumerable<Reference> references) =>
        references.Select(r => Wrong(module, r) is { } problem ? $"{r}: {problem}" : null).OfType<string>();

    private string? Wrong(TerraformModule module, Reference reference) =>
        reference.Root switch
        {
            "var" => module.Variables.ContainsKey(reference.Parts[1]) ? null : "no such variable",
            "local" => module.Locals.ContainsKey(reference.Parts[1]) ? null : "no such local value",
            "module" => OfModule(module, reference),
            "data" => OfBlock(module, reference.Parts.Skip(1).ToList(), isData: true),
            _ => OfBlock(module, reference.Parts, isData: false),
        };

    private string? OfModule(TerraformModule module, Reference reference) =>
        !module.Calls.TryGetValue(reference.Parts[1], out var call) ? "no such module"
        : Called(module, call) is not { } called ? null
        : reference.Parts.Count < 3 || called.Outputs.ContainsKey(reference.Parts[2]) ? null
        : $"{called.Path} has no such output";

    private string? OfBlock(TerraformModule module, IReadOnlyList<string> parts, bool isData)
    {
        if (parts.Count < 2 || !module.Resources.Any(r => r.IsData == isData && r.Type == parts[0] && r.Name == parts[1]))
            return isData ? "no such data source" : "no such resource";
        var own = isData ? schema.Data(parts[0]) : schema.Resource(parts[0]);
        return parts.Count < 3 || own is null || own.Readable.Contains(parts[2]) ? null : $"{parts[0]} has no {parts[2]} to read";
    }

    private IEnumerable<string> OfCall(TerraformModule module, string name, JsonObject call)
    {
        if (Called(module, call) is not { } called)
            return [$"module.{name}: there is no module at {call["source"]}"];
        var passed = call.Select(p => p.Key).Except(OfEveryCall).ToList();
        var required = called.Variables.Where(v => !v.Value.ContainsKey("default")).Select(v => v.Key);
        return passed
            .Except(called.Variables.Keys)
            .Select(v => $"module.{name}: {called.Path} has no variable {v}")
            .Concat(required.Except(passed).Select(v => $"module.{name}: {called.Path} needs {v}"));
    }

    private TerraformModule? Called(TerraformModule module, JsonObject call)
    {
        var path = Path.GetRelativePath(module.Root, Path.Combine(module.Root, module.Path, call["source"]!.GetValue<string>()));
        return modules.GetValueOrDefault(path.Replace('\\', '/'));
    }

    private static IEnumerable<string> Unused(TerraformModule module, IReadOnlyList<Reference> references)
    {
        var used = references.Where(r => r.Parts.Count > 1).Select(r => $"{r.Root}.{r.Parts[1]}").ToHashSet();
        return module
            .Variables.Keys.Select(v => $"var.{v}")
            .Concat(module.Locals.Keys.Select(l => $"local.{l}"))
            .Where(name => !used.Contains(name))
            .Select(name => $"nobody uses {name}");
    }

    private static IEnumerable<string> Undescribed(TerraformModule module) =>
        module
            .Variables.Where(v => !v.Value.ContainsKey("description") || !v.Value.ContainsKey("type"))
            .Select(v => $"var.{v.Key} has no description or no type")
            .Concat(module.Outputs.Where(o => !o.Value.ContainsKey("description")).Select(o => $"output {o.Key} has no description"));

    private static IEnumerable<string> MissingFiles(TerraformModule module) =>
        Directory
            .EnumerateFiles(Path.Combine(module.Root, module.Path), "*.tf")
            .SelectMany(file => OwnFile().Matches(File.ReadAllText(file)))
            .Select(m => m.Groups[1].Value)
            .Where(file => !File.Exists(Path.Combine(module.Root, module.Path, file)))
            .Select(file => $"there is no file {file}");

    [GeneratedRegex("""file\("\$\{path\.module\}/([^"$]+)"(?:,|\))""")]
    private static partial Regex OwnFile();
}
