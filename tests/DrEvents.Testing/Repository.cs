using System.Reflection;

namespace DrEvents.Testing;

/// <summary>The repository that these tests were built from.</summary>
public static class Repository
{
    public static string Folder { get; } =
        Path.GetFullPath(
            typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!
        );

    /// <summary>What Terraform reads.</summary>
    public static string Terraform { get; } = PathOf("ops/terraform");

    public static string PathOf(string path) => Path.Combine(Folder, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path));
}
