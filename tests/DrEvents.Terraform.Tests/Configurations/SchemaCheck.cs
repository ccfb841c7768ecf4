using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Terraform.Tests.Schemas;

namespace DrEvents.Terraform.Tests.Configurations;

/// <summary>Holds every resource, data source and provider block against the provider's schema, down to the last nested block.</summary>
internal sealed class SchemaCheck(ProviderSchema schema)
{
    private static readonly string[] OfEveryBlock = ["count", "for_each", "depends_on", "provider", "lifecycle"];
    private readonly List<string> _problems = [];

    /// <summary>How many blocks and arguments were looked at.</summary>
    public int Looked { get; private set; }

    public IReadOnlyList<string> Problems(IEnumerable<TerraformModule> modules)
    {
        foreach (var module in modules)
        {
            foreach (var block in module.Resources)
            {
                var where = $"{module.Path}: {block.Address}";
                if ((block.IsData ? schema.Data(block.Type) : schema.Resource(block.Type)) is { } own)
                    Look(where, block.Body, own, isTop: true);
                else
                    _problems.Add($"{where}: the provider has no such {(block.IsData ? "data source" : "resource")}");
            }
            foreach (var provider in module.Providers)
                Look($"{module.Path}: provider", provider, schema.Provider(), isTop: true);
        }
        return _problems;
    }

    private void Look(string where, JsonObject body, BlockSchema own, bool isTop = false)
    {
        Looked++;
        var written = body.Where(p => p.Key != "dynamic").ToList();
        var dynamic = body["dynamic"]?.AsObject().ToList() ?? [];
        foreach (var (name, value) in written)
        {
            if (isTop && OfEveryBlock.Contains(name))
                continue;
            // Read, and generated as if it could be set.
            if (!own.Arguments.TryGetValue(name, out var argument) || (isTop && name == "id" && !argument.IsRequired))
                _problems.Add($"{where}: no argument or block {name}");
            else
                Look($"{where}.{name}", value, argument);
        }
        foreach (var (name, blocks) in dynamic)
        {
            if (own.Arguments.GetValueOrDefault(name) is not { Kind: ArgumentKind.Block or ArgumentKind.Blocks } argument)
                _problems.Add($"{where}: no block {name}, which is made dynamically");
            else
                foreach (var block in blocks!.AsArray())
                    Look($"{where}.{name}", block!["content"], argument);
        }
        var missing = own.Arguments.Values.Where(a => a.IsRequired).Select(a => a.Name).Except(written.Concat(dynamic).Select(p => p.Key));
        _problems.AddRange(missing.Select(name => $"{where}: {name} is required"));
    }

    private void Look(string where, JsonNode? value, ArgumentSchema argument)
    {
        Looked++;
        // Blocks are arrays of objects in what the parser gives, and so is an argument that is a list of objects.
        var blocks = value is JsonArray array && array.All(i => i is JsonObject) ? array.Select(i => i!.AsObject()).ToList() : null;
        switch (argument.Kind)
        {
            case ArgumentKind.Block or ArgumentKind.Blocks when blocks is null:
                _problems.Add($"{where} is a block, not an argument");
                break;
            case ArgumentKind.Block when blocks!.Count > 1:
                _problems.Add($"{where} may stand there once");
                break;
            case ArgumentKind.Block or ArgumentKind.Blocks or ArgumentKind.Objects:
                foreach (var block in blocks ?? [])
                    if (argument.Block is { } inner)
                        Look(where, block, inner);
                break;
            default:
                if (!IsOfKind(value, argument.Kind))
                    _problems.Add($"{where} is no {Word(argument.Kind)}");
                break;
        }
    }

    /// <summary>An expression may be anything; only what is written out can be of the wrong kind.</summary>
    private static bool IsOfKind(JsonNode? value, ArgumentKind kind) =>
        value switch
        {
            null => true,
            JsonValue v when v.GetValueKind() == JsonValueKind.String && IsExpression(v.GetValue<string>()) => true,
            JsonArray => kind == ArgumentKind.List,
            JsonObject => kind == ArgumentKind.Map,
            _ => kind == ArgumentKind.Simple,
        };

    private static bool IsExpression(string text) => text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}');

    private static string Word(ArgumentKind kind) =>
        kind switch
        {
            ArgumentKind.Map => "map",
            ArgumentKind.List => "list",
            _ => "single value",
        };
}
