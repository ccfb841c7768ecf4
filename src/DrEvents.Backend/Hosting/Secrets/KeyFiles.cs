using DrEvents.Measurement.Proof;

namespace DrEvents.Backend.Hosting.Secrets;

/// <summary>Files of keys that sign.</summary>
internal static class KeyFiles
{
    /// <summary>
    /// Makes a key in a file that only this process's user may read, unless it is there; gives its id where it was made. Whoever reads the file meanwhile finds it
    /// whole, or not yet; of two nodes that make one, the first counts.
    /// </summary>
    public static string? MakeUnlessThere(string path)
    {
        if (File.Exists(path))
            return null;
        var key = SigningKey.New();
        var made = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}");
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(made, file))
            writer.Write(key.ToPem());
        try
        {
            File.Move(made, path, overwrite: false);
            return key.Public.Id;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made);
            return null;
        }
    }
}
