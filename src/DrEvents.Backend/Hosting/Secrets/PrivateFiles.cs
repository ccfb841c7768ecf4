namespace DrEvents.Backend.Hosting.Secrets;

/// <summary>Files of this process, in a folder that nobody else may enter; they go with it.</summary>
internal static class PrivateFiles
{
    private static readonly Lazy<string> Folder = new(Make);

    /// <summary>Writes a file and gives its path.</summary>
    public static string Write(string key, string text)
    {
        var path = Path.Combine(Folder.Value, key.Replace(':', '-'));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
        return path;
    }

    /// <summary>Below systemd's RuntimeDirectory where there is one, which is in memory.</summary>
    private static string Make()
    {
        var folder = Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } runtime
            ? Directory.CreateDirectory(Path.Combine(runtime, $"secrets-{Environment.ProcessId}")).FullName
            : Directory.CreateTempSubdirectory("drevents-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
