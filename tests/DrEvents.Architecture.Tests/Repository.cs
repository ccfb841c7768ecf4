using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DrEvents.Architecture.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj"];

    /// <summary>Its folder.</summary>
    public static string Folder { get; } =
        Path.GetFullPath(
            typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!
        );

    /// <summary>Every file of that ending below a folder, as its path in the repository, apart from what the build makes.</summary>
    public static IEnumerable<string> Files(string folder, string ending) =>
        Directory
            .EnumerateFiles(Path.Combine(Folder, folder), "*" + ending, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(Built.Contains));

    /// <summary>Its lines.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Folder, file));

    /// <summary>The lines of code that match, each as <c>file:line</c>; comments may say what code must not do.</summary>
    public static IEnumerable<string> Matches(string folder, Regex forbidden) =>
        from file in Files(folder, ".cs")
        from line in Lines(file).Index()
        where !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal) && forbidden.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}";

    /// <summary>The projects that a project of src refers to.</summary>
    public static IEnumerable<string> ProjectsOf(string project) =>
        References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    /// <summary>The packages that a project of src refers to.</summary>
    public static IEnumerable<string> PackagesOf(string project) => References(project, "PackageReference");

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument
            .Load(Path.Combine(Folder, "src", project, project + ".csproj"))
            .Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value);
}
