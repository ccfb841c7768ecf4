using System.Text.Json.Nodes;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests.Configurations;

/// <summary>All files of one folder, which are one module to Terraform.</summary>
internal sealed class TerraformModule
{
    private TerraformModule(string root, string path, IEnumerable<KeyValuePair<string, JsonNode?>> files)
    {
        (Root, Path) = (root, path);
        foreach (var file in files)
        {
            foreach (var (kind, blocks) in file.Value!.AsObject())
                Take(kind, blocks!);
        }
    }

    /// <summary>Folder that all modules are in.</summary>
    public string Root { get; }

    /// <summary>The module's folder below it: <c>modules/iot</c>.</summary>
    public string Path { get; }
    public Dictionary<string, JsonObject> Variables { get; } = [];
    public Dictionary<string, JsonNode?> Locals { get; } = [];
    public Dictionary<string, JsonObject> Outputs { get; } = [];
    public Dictionary<string, JsonObject> Calls { get; } = [];
    public List<TerraformBlock> Resources { get; } = [];
    public List<JsonObject> Providers { get; } = [];
    public List<JsonObject> Settings { get; } = [];

    /// <summary>Of the files that are below <paramref name="root"/>, by folder.</summary>
    public static async Task<IReadOnlyDictionary<string, TerraformModule>> ReadAllAsync(string root)
    {
        var files = JsonNode.Parse(await NpmTools.ReadHclAsync(root))!.AsObject();
        return files
            .GroupBy(f => f.Key[..f.Key.LastIndexOf('/')])
            .ToDictionary(folder => folder.Key, folder => new TerraformModule(root, folder.Key, folder));
    }

    private void Take(string kind, JsonNode blocks)
    {
        switch (kind)
        {
            case "variable":
                Add(Variables, blocks);
                break;
            case "output":
                Add(Outputs, blocks);
                break;
            case "module":
                Add(Calls, blocks);
                break;
            case "locals":
                foreach (var local in blocks.AsArray().SelectMany(l => l!.AsObject()))
                    Locals.Add(local.Key, local.Value);
                break;
            case "resource" or "data":
                foreach (var (type, named) in blocks.AsObject())
                foreach (var (name, body) in named!.AsObject())
                    Resources.Add(new TerraformBlock(kind == "data", type, name, body!.AsArray().Single()!.AsObject()));
                break;
            case "provider":
                Providers.AddRange(blocks.AsObject().SelectMany(p => p.Value!.AsArray()).Select(p => p!.AsObject()));
                break;
            case "terraform":
                Settings.AddRange(blocks.AsArray().Select(b => b!.AsObject()));
                break;
            default:
                throw new InvalidOperationException($"{Path}: no check knows blocks of the kind {kind}");
        }
    }

    private static void Add(Dictionary<string, JsonObject> to, JsonNode blocks)
    {
        foreach (var (name, body) in blocks.AsObject())
            to.Add(name, body!.AsArray().Single()!.AsObject());
    }
}

/// <summary>A resource or a data source.</summary>
internal sealed record TerraformBlock(bool IsData, string Type, string Name, JsonObject Body)
{
    /// <summary>As others refer to it.</summary>
    public string Address => $"{(IsData ? "data." : "")}{Type}.{Name}";
}
