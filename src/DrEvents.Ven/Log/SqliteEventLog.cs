using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>A log in one SQLite file, which a loss of power at any moment leaves whole.</summary>
public sealed class SqliteEventLog : EventLog
{
    private const int KeptMax = 20_000;

    // With FULL a commit is on the disk before it returns; WAL makes that one write instead of two.
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS entries (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS kept (sequence INTEGER PRIMARY KEY AUTOINCREMENT, payload BLOB NOT NULL);
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _file;
    private int _keptCount;

    /// <summary>Opens the file, or makes it together with its folder.</summary>
    /// <exception cref="IOException">The file is no log, or cannot be written.</exception>
    public SqliteEventLog(string path)
    {
        // Not pooled: a closed log has to let go of its file.
        _file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            _file.Open();
            Execute(Schema);
            _keptCount = CountKept();
        }
        catch (SqliteException e)
        {
            _file.Dispose();
            throw new IOException($"Ven:LogFile: {path} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override int KeptCount
    {
        get
        {
            lock (_gate)
                return _keptCount;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LogEntry> ReadNewest(int count) =>
        ReadEntries("SELECT sequence, at, kind, json FROM entries ORDER BY sequence DESC LIMIT $count", count);

    internal override IReadOnlyList<LogEntry> Read() =>
        ReadEntries("SELECT sequence, at, kind, json FROM entries ORDER BY sequence LIMIT $count", -1);

    internal override void Append(DateTimeOffset at, IReadOnlyList<VenEvent> happened)
    {
        if (happened.Count == 0)
            return;
        lock (_gate)
        {
            using var transaction = _file.BeginTransaction();
            using var insert = Command("INSERT INTO entries (at, kind, json) VALUES ($at, $kind, $json)");
            foreach (var one in happened)
            {
                var (kind, json) = VenEventJson.Write(one);
                insert.Parameters.Clear();
                insert.Parameters.AddWithValue("$at", at.ToUnixTimeMilliseconds());
                insert.Parameters.AddWithValue("$kind", kind);
                insert.Parameters.AddWithValue("$json", json);
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    internal override void Keep(byte[] sample)
    {
        lock (_gate)
        {
            using var insert = Command("INSERT INTO kept (payload) VALUES ($payload)");
            insert.Parameters.AddWithValue("$payload", sample);
            insert.ExecuteNonQuery();
            if (++_keptCount <= KeptMax)
                return;
            Execute("DELETE FROM kept WHERE sequence = (SELECT min(sequence) FROM kept)");
            _keptCount--;
        }
    }

    internal override IReadOnlyList<KeptSample> ReadKept(int countMax)
    {
        lock (_gate)
        {
            using var select = Command("SELECT sequence, payload FROM kept ORDER BY sequence LIMIT $count");
            select.Parameters.AddWithValue("$count", countMax);
            using var rows = select.ExecuteReader();
            var kept = new List<KeptSample>();
            while (rows.Read())
                kept.Add(new KeptSample(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));
            return kept;
        }
    }

    internal override void ForgetThrough(KeptSample last)
    {
        lock (_gate)
        {
            using var delete = Command("DELETE FROM kept WHERE sequence <= $last");
            delete.Parameters.AddWithValue("$last", last.Sequence);
            _keptCount -= delete.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        lock (_gate)
            _file.Dispose();
    }

    private List<LogEntry> ReadEntries(string sql, int count)
    {
        lock (_gate)
        {
            using var select = Command(sql);
            select.Parameters.AddWithValue("$count", count);
            using var rows = select.ExecuteReader();
            var entries = new List<LogEntry>();
            while (rows.Read())
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(1));
                entries.Add(new LogEntry(rows.GetInt64(0), at, rows.GetString(2), rows.GetString(3)));
            }
            return entries;
        }
    }

    private int CountKept()
    {
        using var count = Command("SELECT count(*) FROM kept");
        return Convert.ToInt32(count.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _file.CreateCommand();
        // Every text is a constant of this class; values go in as parameters.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
