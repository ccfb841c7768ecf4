namespace DrEvents.Ven;

/// <summary>Writes files that are whole or not there: under another name first, and on the disk before they get their own.</summary>
internal static class WholeFile
{
    /// <summary>Open to its owner alone.</summary>
    public const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>No write takes so long: what is left of one is of a process that died.</summary>
    private static readonly TimeSpan LeftAfter = TimeSpan.FromHours(1);

    /// <summary>Writes a file, in place of one that may be there.</summary>
    /// <param name="file">The file; where it is a link, the one that it leads to is written.</param>
    /// <param name="bytes">All that it holds.</param>
    /// <param name="mode">Who may read and write it.</param>
    public static void Write(string file, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        file = Target(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode & Own;
        // Two that write at once, write two files.
        var part = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(part, options))
            {
                stream.Write(bytes);
                FileOwner.TakeGroup(stream.SafeFileHandle, file);
                stream.Flush(flushToDisk: true);
            }
            // Beyond what the process gives new files by itself (umask).
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(part, mode);
            var now = File.GetLastWriteTimeUtc(part);
            File.Move(part, file, overwrite: true);
            DeleteLeft(file, now);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Secrets are in what a process that died has left.</summary>
    private static void DeleteLeft(string file, DateTime now)
    {
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file));
        try
        {
            foreach (var left in new DirectoryInfo(folder).EnumerateFiles("*.part"))
            {
                if (left.Name.StartsWith(name + ".", StringComparison.Ordinal) && now - left.LastWriteTimeUtc > LeftAfter)
                    left.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's: the file itself is written.
        }
    }

    /// <summary>The file that is written: the one that a link leads to.</summary>
    public static string Target(string file) =>
        (File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName : null) ?? file;
}
