namespace DrEvents.Local.Processes;

/// <summary>Looks programs up the way a shell does.</summary>
public static class Executables
{
    /// <summary>The folders of <c>PATH</c>, and the ones of system programs that an ordinary user's <c>PATH</c> leaves out.</summary>
    public static IReadOnlyList<string> Path { get; } = ReadPath();

    /// <summary>The full path of <paramref name="name"/> in the first of <paramref name="folders"/> that has it, or null.</summary>
    public static string? Find(string name, IEnumerable<string>? folders = null)
    {
        string[] names = OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
        return (folders ?? Path)
            .SelectMany(folder => names.Select(file => System.IO.Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }

    private static string[] ReadPath()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var folders = path.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return OperatingSystem.IsWindows() ? folders : [.. folders.Union(["/usr/sbin", "/usr/local/sbin", "/sbin"])];
    }
}
