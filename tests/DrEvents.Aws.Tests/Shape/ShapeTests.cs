using System.Reflection;
using System.Runtime.Loader;
using Amazon.IotData;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DrEvents.Aws.Tests.Shape;

/// <summary>The packages AWSSDK.IotData and AWSSDK.IoT can take the place of <c>src/DrEvents.Backend/Mqtt/Aws</c>.</summary>
public sealed class ShapeTests
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    /// <summary>What the backend refers to.</summary>
    private static readonly string[] Below =
    [
        "DrEvents.Contracts.dll",
        "DrEvents.Measurement.dll",
        "DrEvents.Mqtt.dll",
        "DrEvents.Proof.dll",
    ];

    private static readonly string Sources = Path.Combine(
        typeof(ShapeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!,
        "src/DrEvents.Backend"
    );

    private static readonly SyntaxTree Official = Read(Path.Combine(AppContext.BaseDirectory, "Shape", "OfficialShape.cs"));

    [Fact]
    public void the_backend_compiles_with_the_official_names_in_the_place_of_the_folder()
    {
        var without = BackendSources();

        Errors(Compile("swapped", [.. without, Official], OutputKind.ConsoleApplication)).ShouldBeEmpty();
        Errors(Compile("deleted", without, OutputKind.ConsoleApplication)).ShouldNotBeEmpty("nothing uses the folder");
    }

    [Fact]
    public void every_member_of_ours_is_an_official_one_and_the_other_way_round()
    {
        var compiled = new MemoryStream();
        var emitted = Compile("official", [Official], OutputKind.DynamicallyLinkedLibrary).Emit(compiled);
        emitted.Success.ShouldBeTrue(string.Join('\n', emitted.Diagnostics));
        compiled.Position = 0;
        var context = new AssemblyLoadContext("official", isCollectible: true);

        var official = Members(context.LoadFromStream(compiled));
        var own = Members(typeof(IAmazonIotData).Assembly);

        own.ShouldBe(official);
        own.Count.ShouldBeGreaterThan(60);
        context.Unload();
    }

    private static List<string> Members(Assembly assembly) =>
        [
            .. assembly
                .GetExportedTypes()
                .Where(t => t.Namespace is "Amazon.IotData" or "Amazon.IotData.Model" or "Amazon.IoT" or "Amazon.IoT.Model")
                .SelectMany(
                    type =>
                        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                            .Where(m => m is MethodInfo or ConstructorInfo or FieldInfo)
                            .Select(m => m.ToString())
                            .Append($"is a {BaseOf(type)}"),
                    (type, member) => $"{type.FullName}: {member}"
                )
                .Where(line => !IsOfConfig(line))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Bases of our own lie between a client and the SDK's class.</summary>
    private static string BaseOf(Type type)
    {
        var kind = type.BaseType;
        while (kind is not null && kind.Namespace!.StartsWith("DrEvents", StringComparison.OrdinalIgnoreCase))
            kind = kind.BaseType;
        return string.Join(", ", type.GetInterfaces().Select(i => i.FullName).Order(StringComparer.Ordinal).Prepend(kind?.FullName));
    }

    /// <summary>What a configuration overrides is the SDK's; where it is declared makes no difference to who uses it.</summary>
    private static bool IsOfConfig(string line) =>
        line.Contains("Config: ", StringComparison.Ordinal)
        && (line.Contains(" get_", StringComparison.Ordinal) || line.Contains(" DetermineService", StringComparison.Ordinal));

    private static List<SyntaxTree> BackendSources() =>
        [
            .. Directory
                .EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
                .Where(file =>
                    !Path.GetRelativePath(Sources, file).Split(Path.DirectorySeparatorChar)[0].Equals("bin", StringComparison.Ordinal)
                )
                .Where(file => IsOwn(Path.GetRelativePath(Sources, file).Replace('\\', '/')))
                .Select(Read),
        ];

    private static bool IsOwn(string file) =>
        file.StartsWith("obj/", StringComparison.Ordinal)
            ? file == $"obj/{Configuration}/net10.0/DrEvents.Backend.GlobalUsings.g.cs"
            : !file.StartsWith("Mqtt/Aws/", StringComparison.Ordinal);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    private static SyntaxTree Read(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Parsing, file);

    private static CSharpCompilation Compile(string name, IEnumerable<SyntaxTree> sources, OutputKind kind) =>
        CSharpCompilation.Create(
            name,
            sources,
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path =>
                    Path.GetFileName(path) is { } name
                    && (!name.StartsWith("DrEvents", StringComparison.OrdinalIgnoreCase) || Below.Contains(name))
                )
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true)
        );

    /// <summary>CS8795: the body of a partial method comes from a generator, which does not run here.</summary>
    private static IEnumerable<string> Errors(CSharpCompilation compilation) =>
        compilation
            .GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error && d.Id is not ("CS8795" or "CS9248"))
            .Select(d => d.ToString())
            .Take(10);
}
