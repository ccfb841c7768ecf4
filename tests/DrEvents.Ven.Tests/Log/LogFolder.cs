using DrEvents.Ven.Log;
using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Tests.Log;

/// <summary>A folder for the logs of one test, and the hand of somebody who does with them what he must not.</summary>
internal sealed class LogFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ven-log-").FullName;

    /// <summary>The log.</summary>
    public string LogPath => PathOf("log.db");

    /// <summary>A file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Files whose names begin like this.</summary>
    public IReadOnlyList<string> Files(string prefix) => [.. Directory.EnumerateFiles(_folder, prefix + "*").Order()];

    /// <summary>Changes the log behind its back.</summary>
    public void Edit(string sql)
    {
        using var file = new SqliteConnection($"Data Source={LogPath};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
#pragma warning disable CA2100 // The test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Bytes of the log, with those that wait for their place in the file.</summary>
    public long Bytes() => Files("log.db").Sum(f => new FileInfo(f).Length);

    /// <summary>What verifying the log brings.</summary>
    public LogVerdict Verify(LogHead? known = null)
    {
        using var log = LogReader.Open(LogPath);
        return LogVerifier.Verify(log.Ends.ShouldNotBeNull(), log.Read(), known);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
