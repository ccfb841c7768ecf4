using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>The tables of a log file. Whoever calls holds the connection for himself.</summary>
internal static class LogTables
{
    private const int Version = 1;
    private const int BatchEntries = 500;
    private const int SpanEntries = 5_000;
    private const string Removed = "removed";
    private const string Newest = "newest";

    // With FULL a commit is on the disk before it returns; WAL makes that one write instead of two, and its file is cut back to 1 MiB.
    private const string Settings = """
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 256;
        PRAGMA journal_size_limit = 1048576;
        """;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS entries (
            sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL, hash BLOB);
        CREATE TABLE IF NOT EXISTS kept (sequence INTEGER PRIMARY KEY AUTOINCREMENT, payload BLOB NOT NULL, through INTEGER);
        CREATE TABLE ends (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID;
        """;

    private const string SelectEntries = "SELECT sequence, at, kind, json, hash FROM entries ";

    /// <summary>Whether the file has these tables, as this version writes them.</summary>
    public static bool AreThere(SqliteConnection file) => file.Number("PRAGMA user_version") == Version;

    /// <summary>
    /// Makes the tables where there are none. A log of the first version, which had no hashes, is chained from its first entry on.
    /// </summary>
    /// <returns>How many entries were taken over; 0 when there were none, or when the tables were there.</returns>
    public static long Prepare(SqliteConnection file)
    {
        file.Execute(Settings);
        if (AreThere(file))
            return 0;
        var isOld = file.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'entries'") > 0;
        using var transaction = file.BeginTransaction();
        if (isOld)
        {
            file.Execute("ALTER TABLE entries ADD COLUMN hash BLOB; ALTER TABLE kept ADD COLUMN through INTEGER");
            file.Execute("UPDATE kept SET through = (SELECT sum(length(k.payload)) FROM kept k WHERE k.sequence <= kept.sequence)");
        }
        file.Execute(Schema);
        SetRemoved(file, LogChain.Begin);
        SetNewest(file, LogChain.Begin);
        var taken = isOld ? ChainAll(file) : 0;
        file.Execute($"PRAGMA user_version = {Version}");
        transaction.Commit();
        // Only a file that is written anew can give space back; without it the space is used again, and that will do.
        if (isOld)
            LogRetention.Try(file, Settings + "VACUUM");
        return taken;
    }

    /// <summary>What the log says about its ends; null where somebody has removed it.</summary>
    public static LogEnds? ReadEnds(SqliteConnection file) =>
        ReadEnd(file, Removed) is { } removed && ReadEnd(file, Newest) is { } newest ? new LogEnds(removed, newest) : null;

    public static void SetRemoved(SqliteConnection file, LogHead head) => SetEnd(file, Removed, head);

    public static void SetNewest(SqliteConnection file, LogHead head) => SetEnd(file, Newest, head);

    public static void Insert(SqliteConnection file, ChainedEntry one)
    {
        using var insert = file.Command(
            "INSERT INTO entries (sequence, at, kind, json, hash) VALUES ($sequence, $at, $kind, $json, $hash)",
            ("$sequence", one.Entry.Sequence),
            ("$at", one.Entry.At.ToUnixTimeMilliseconds()),
            ("$kind", one.Entry.Kind),
            ("$json", one.Entry.Json),
            ("$hash", Convert.FromHexString(one.Hash))
        );
        insert.ExecuteNonQuery();
    }

    /// <summary>The entries after a sequence, oldest first: as many as are read at once.</summary>
    public static List<ChainedEntry> ReadAfter(SqliteConnection file, long sequence, int countMax = BatchEntries) =>
        ReadEntries(file, SelectEntries + "WHERE sequence > $a ORDER BY sequence LIMIT $b", sequence, countMax);

    /// <summary>All entries, oldest first, read while they are gone through.</summary>
    public static IEnumerable<ChainedEntry> ReadAll(SqliteConnection file)
    {
        var last = 0L;
        while (ReadAfter(file, last) is { Count: > 0 } batch)
        {
            foreach (var one in batch)
                yield return one;
            last = batch[^1].Entry.Sequence;
        }
    }

    /// <summary>The newest entries, newest first.</summary>
    public static List<ChainedEntry> ReadNewest(SqliteConnection file, int count) =>
        ReadEntries(file, SelectEntries + "WHERE sequence > $a ORDER BY sequence DESC LIMIT $b", 0, count);

    /// <summary>Where spans of entries end, newest first: whoever looks for a kind holds nobody up for longer than one of them takes.</summary>
    public static IEnumerable<long> Spans(long newest)
    {
        for (var last = newest; last > 0; last -= SpanEntries)
            yield return last;
    }

    /// <summary>The entries of a kind in the span that ends with a sequence, newest first.</summary>
    public static List<LogEntry> ReadKind(SqliteConnection file, string kind, long last) =>
        ReadEntries(
                file,
                SelectEntries + "WHERE sequence > $a AND sequence <= $b AND kind = $kind ORDER BY sequence DESC",
                last - SpanEntries,
                last,
                ("$kind", kind)
            )
            .ConvertAll(e => e.Entry);

    /// <summary>The newest sequence that is there, or that is said to be there.</summary>
    public static long NewestSequence(SqliteConnection file) =>
        Math.Max(ReadEnds(file)?.Newest.Sequence ?? 0, file.Number("SELECT max(sequence) FROM entries"));

    /// <summary>What the next entry is chained to. Where the log was tampered with, the break stays to be seen.</summary>
    public static LogHead HeadToChainTo(SqliteConnection file)
    {
        if (ReadEnds(file) is { } ends)
            return ends.Newest with { Sequence = NewestSequence(file) };
        SetRemoved(file, LogChain.Begin);
        return LogChain.Begin with { Sequence = NewestSequence(file) };
    }

    /// <summary>What is wrong with the end of the log, as far as it is seen without reading the rest; null when nothing is.</summary>
    public static string? CheckEnds(SqliteConnection file)
    {
        if (ReadEnds(file) is not { } ends)
            return "what the log says about its ends is gone";
        var last = ReadNewest(file, 1) is [var newest] ? newest.Head : LogChain.Begin;
        return last == ends.Newest ? null : $"the log ended with entry {ends.Newest.Sequence}, and that is not there as it was";
    }

    /// <summary>The newest checkpoint's sequence, or 0. Few entries are behind it, so that looking from the end is quick.</summary>
    public static long NewestCheckpoint(SqliteConnection file)
    {
        using var select = file.Command(
            "SELECT sequence FROM entries WHERE kind = $kind ORDER BY sequence DESC LIMIT 1",
            ("$kind", VenEventJson.CheckpointKind)
        );
        return select.ExecuteScalar() is long sequence ? sequence : 0;
    }

    private static long ChainAll(SqliteConnection file)
    {
        var head = LogChain.Begin;
        var count = 0L;
        while (ReadAfter(file, head.Sequence) is { Count: > 0 } batch)
        {
            foreach (var one in batch)
            {
                head = new LogHead(one.Entry.Sequence, LogChain.HashOf(head.Hash, one.Entry));
                using var update = file.Command(
                    "UPDATE entries SET hash = $hash WHERE sequence = $sequence",
                    ("$hash", Convert.FromHexString(head.Hash)),
                    ("$sequence", head.Sequence)
                );
                update.ExecuteNonQuery();
                count++;
            }
        }
        SetNewest(file, head);
        return count;
    }

    private static List<ChainedEntry> ReadEntries(
        SqliteConnection file,
        string sql,
        long a,
        long b,
        params (string Name, object Value)[] others
    )
    {
        using var select = file.Command(sql, [("$a", a), ("$b", b), .. others]);
        using var rows = select.ExecuteReader();
        var entries = new List<ChainedEntry>();
        while (rows.Read())
        {
            var entry = new LogEntry(rows.GetInt64(0), Moment(rows.IsDBNull(1) ? 0 : rows.GetInt64(1)), Text(2), Text(3));
            entries.Add(new ChainedEntry(entry, rows.IsDBNull(4) ? "" : Convert.ToHexStringLower(rows.GetFieldValue<byte[]>(4))));
        }
        return entries;

        // Nothing in an entry is null; where damage has made it so, the hash tells.
        string Text(int column) => rows.IsDBNull(column) ? "" : rows.GetString(column);
    }

    /// <summary>A time that cannot be one was put there by somebody else; the nearest that can be does not fit its hash.</summary>
    private static DateTimeOffset Moment(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(unixMilliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        );

    private static LogHead? ReadEnd(SqliteConnection file, string name)
    {
        using var select = file.Command("SELECT sequence, hash FROM ends WHERE name = $name", ("$name", name));
        using var rows = select.ExecuteReader();
        return rows.Read() ? new LogHead(rows.GetInt64(0), Convert.ToHexStringLower(rows.GetFieldValue<byte[]>(1))) : null;
    }

    private static void SetEnd(SqliteConnection file, string name, LogHead head)
    {
        using var set = file.Command(
            "INSERT OR REPLACE INTO ends (name, sequence, hash) VALUES ($name, $sequence, $hash)",
            ("$name", name),
            ("$sequence", head.Sequence),
            ("$hash", Convert.FromHexString(head.Hash))
        );
        set.ExecuteNonQuery();
    }
}
