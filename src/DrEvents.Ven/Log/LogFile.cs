using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>The file of a log: opened for writing, opened for reading beside a running VEN, put aside when it is broken.</summary>
internal static class LogFile
{
    /// <summary>A busy file is waited for so long; another process that only reads never makes it busy.</summary>
    private const int BusySeconds = 2;

    /// <summary>Broken files that stay beside the log, so that a bad disk does not fill itself.</summary>
    private const int AsideMax = 2;

    private static readonly string[] Endings = ["", "-wal", "-shm"];

    /// <summary>Opens the file for writing, or makes it together with its folder.</summary>
    public static SqliteConnection Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        return Open(path, SqliteOpenMode.ReadWriteCreate);
    }

    /// <summary>Opens the file for reading; a VEN may be writing to it.</summary>
    public static SqliteConnection OpenToRead(string path) => Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>Moves the file aside under a name with the time of its last write, and gives that name.</summary>
    public static string PutAside(string path)
    {
        var time = File.GetLastWriteTimeUtc(path).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aside = $"{path}.corrupt-{time}";
        for (var more = 2; File.Exists(aside); more++)
            aside = $"{path}.corrupt-{time}-{more}";
        foreach (var ending in Endings)
        {
            if (File.Exists(path + ending))
                File.Move(path + ending, aside + ending);
        }
        ForgetOldest(path);
        return aside;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // Not pooled: a closed log has to let go of its file.
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        };
        var file = new SqliteConnection(settings.ToString());
        try
        {
            file.Open();
            return file;
        }
        catch (SqliteException)
        {
            file.Dispose();
            throw;
        }
    }

    private static void ForgetOldest(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var aside = Directory
            .EnumerateFiles(folder, Path.GetFileName(path) + ".corrupt-*")
            .Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal))
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .Skip(AsideMax);
        foreach (var old in aside)
        {
            foreach (var ending in Endings)
                File.Delete(old + ending);
        }
    }
}
