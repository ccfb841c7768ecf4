using System.Reflection;

namespace DrEvents.Observability.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Folder { get; } =
        Path.GetFullPath(
            typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!
        );

    public static string PathOf(string path) => Path.Combine(Folder, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path));
}
