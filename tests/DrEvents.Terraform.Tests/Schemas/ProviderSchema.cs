using System.Text.RegularExpressions;
using DrEvents.Terraform.Tests.Tools;

namespace DrEvents.Terraform.Tests.Schemas;

/// <summary>
/// The schema of Terraform's provider for AWS, read from the code that HashiCorp generated from it (npm's <c>@cdktf/provider-aws</c>): which arguments there
/// are and of what kind stands in its JavaScript, which are required in its types.
/// </summary>
internal sealed partial class ProviderSchema
{
    private readonly Dictionary<string, BlockSchema?> _read = [];
    private readonly Dictionary<string, string> _folders;
    private readonly string _lib;

    private ProviderSchema(string package)
    {
        _lib = Path.Combine(package, "lib");
        _folders = Directory
            .EnumerateDirectories(_lib)
            .Select(f => Path.GetFileName(f)!)
            .ToDictionary(f => f.Replace("-", "", StringComparison.Ordinal));
        Version = ProviderVersion().Match(File.ReadAllText(Path.Combine(_lib, "provider", "index.js"))).Groups[1].Value;
    }

    /// <summary>The provider's version.</summary>
    public string Version { get; }

    /// <summary>How many folders of resources and data sources the package has.</summary>
    public int Count => _folders.Count;

    public static async Task<ProviderSchema> ReadAsync() => new(await NpmTools.ProviderAsync());

    /// <summary>Null where the provider has none of this type.</summary>
    public BlockSchema? Resource(string type) => Of(type, prefix: "");

    public BlockSchema? Data(string type) => Of(type, prefix: "data");

    public BlockSchema Provider() => Of("aws", "provider", "AwsProvider")!;

    private BlockSchema? Of(string type, string prefix)
    {
        if (!type.StartsWith("aws_", StringComparison.Ordinal))
            return null;
        // Their folders are aws_db_instance's db-instance and the data source's data-aws-…; where digits are parted off differs.
        var folder = prefix + (prefix.Length > 0 ? type : type["aws_".Length..]).Replace("_", "", StringComparison.Ordinal);
        return _folders.TryGetValue(folder, out var found) ? Of(type, found, className: null) : null;
    }

    private BlockSchema? Of(string type, string folder, string? className)
    {
        if (_read.TryGetValue(folder, out var known))
            return known;
        var code = File.ReadAllText(Path.Combine(_lib, folder, "index.js"));
        var types = File.ReadAllText(Path.Combine(_lib, folder, "index.d.ts"));
        var named = ResourceType().Matches(code).SingleOrDefault(m => m.Groups[2].Value == type);
        return _read[folder] = named is null ? null : new GeneratedCode(code, types).Resource(className ?? named.Groups[1].Value);
    }

    [GeneratedRegex("""^(\w+)\.tfResourceType = "(\w+)";""", RegexOptions.Multiline)]
    private static partial Regex ResourceType();

    [GeneratedRegex(@"providerVersion: '([\d.]+)'")]
    private static partial Regex ProviderVersion();
}
