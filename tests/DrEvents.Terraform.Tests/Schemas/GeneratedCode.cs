using System.Text.RegularExpressions;

namespace DrEvents.Terraform.Tests.Schemas;

/// <summary>
/// Generated code of one resource. Its JavaScript says of each argument, under its name in Terraform:
/// <code>
/// health_check: {
///     value: lbTargetGroupHealthCheckToHclTerraform(this._healthCheck.internalValue),
///     isBlock: true,
///     type: "list",
///     storageClassType: "LbTargetGroupHealthCheckList",
/// },
/// </code>
/// and its types, of which an interface of the same name has <c>readonly healthCheck?: …</c>, whether it may be left out.
/// </summary>
internal sealed partial class GeneratedCode(string code, string types)
{
    /// <summary>Of the class of a resource, a data source or a provider.</summary>
    public BlockSchema Resource(string name)
    {
        var body = Section(code, $"class {name} extends ", "\n}\n");
        var readable = Readable().Matches(body).Select(m => m.Groups[1].Value).ToHashSet();
        return new BlockSchema(Arguments(Section(body, "synthesizeHclAttributes() {", "\n    }\n"), name + "Config"), readable);
    }

    private Dictionary<string, ArgumentSchema> Arguments(string attributes, string interfaceName)
    {
        var required = Required(interfaceName);
        return Argument()
            .Matches(attributes)
            .Select(m => Argument(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value == "true", m.Groups[4].Value, required))
            .ToDictionary(a => a.Name);
    }

    private ArgumentSchema Argument(string name, string value, bool isBlock, string type, HashSet<string> required)
    {
        var kind = (isBlock, type) switch
        {
            (true, _) when ListOfStructs().Match(value) is { Success: true } list => list.Groups[1].Value == "true"
                ? ArgumentKind.Blocks
                : ArgumentKind.Objects,
            (true, _) => ArgumentKind.Block,
            (_, "map") => ArgumentKind.Map,
            (_, "simple") => ArgumentKind.Simple,
            _ => ArgumentKind.List,
        };
        return new ArgumentSchema(name, kind, required.Contains(name))
        {
            Block = isBlock ? Struct(StructFunction().Match(value).Groups[1].Value) : null,
        };
    }

    /// <summary>Of a nested block; null where the generated code has none of its own, as with objects of any form.</summary>
    private BlockSchema? Struct(string function)
    {
        var start = $"function {function}ToHclTerraform(struct) {{";
        if (function.Length == 0 || !code.Contains(start, StringComparison.Ordinal))
            return null;
        return new BlockSchema(
            Arguments(Section(code, start, "\n}\n"), char.ToUpperInvariant(function[0]) + function[1..]),
            new HashSet<string>()
        );
    }

    /// <summary>What may not be left out, by its name in Terraform, which stands in the link of its comment.</summary>
    private HashSet<string> Required(string interfaceName)
    {
        var body = Section(types, $"export interface {interfaceName} ", "\n}\n");
        return Property().Matches(body).Where(m => m.Groups[2].Value.Length == 0).Select(m => m.Groups[1].Value).ToHashSet();
    }

    private static string Section(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        if (from < 0)
            throw new InvalidOperationException($"The generated code has no '{start}'");
        return text[from..(text.IndexOf(end, from, StringComparison.Ordinal) + 1)];
    }

    [GeneratedRegex("""^ +(\w+): \{\s+value: (.+),\s+isBlock: (true|false),\s+type: "(\w+)",""", RegexOptions.Multiline)]
    private static partial Regex Argument();

    [GeneratedRegex(@"listMapperHcl\(\w+ToHclTerraform, (true|false)\)")]
    private static partial Regex ListOfStructs();

    [GeneratedRegex(@"(?:^|\()(\w+)ToHclTerraform\b")]
    private static partial Regex StructFunction();

    [GeneratedRegex("""(?:get\w+Attribute\(|\(this, )['"](\w+)['"]""")]
    private static partial Regex Readable();

    [GeneratedRegex(@"#(\w+) \w+#\w+\}(?:(?!\*/).)*\*/\s+readonly \w+(\??):", RegexOptions.Singleline)]
    private static partial Regex Property();
}
