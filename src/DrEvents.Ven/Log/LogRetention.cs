using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>What keeps a log file within its bounds. Whoever calls holds the connection for himself.</summary>
internal static class LogRetention
{
    /// <summary>What a row takes beside its JSON: hash, kind, time, sequence and SQLite's own.</summary>
    private const int RowBytes = 70;

    /// <summary>Refuses growth beyond all reason, whatever asks for it.</summary>
    public static void Limit(SqliteConnection file, LogBounds bounds) =>
        file.Number($"PRAGMA max_page_count = {bounds.BytesHardMax / file.Number("PRAGMA page_size")}");

    /// <summary>Whether entries are too old or too many.</summary>
    public static bool IsDue(SqliteConnection file, LogBounds bounds, DateTimeOffset now) =>
        UsedBytes(file) > bounds.BytesHigh || IsTooOld(file, bounds, now);

    /// <summary>Bytes in use; free pages in the file are not.</summary>
    public static long UsedBytes(SqliteConnection file) =>
        (file.Number("PRAGMA page_count") - file.Number("PRAGMA freelist_count")) * file.Number("PRAGMA page_size");

    /// <summary>
    /// Removes the oldest entries while they are too old or too many, in a transaction of the caller's, and gives the last that was ever
    /// removed.
    /// </summary>
    public static LogHead Remove(SqliteConnection file, LogBounds bounds, DateTimeOffset now)
    {
        var last = LogTables.ReadEnds(file)?.Removed ?? LogChain.Begin;
        var used = UsedBytes(file);
        var surplusBytes = used > bounds.BytesHigh ? used - bounds.BytesLow : 0;
        var oldestToStay = IsTooOld(file, bounds, now) ? now - bounds.AgeLow : DateTimeOffset.MinValue;
        foreach (var one in LogTables.ReadAll(file))
        {
            if (surplusBytes <= 0 && one.Entry.At >= oldestToStay)
                break;
            surplusBytes -= one.Entry.Json.Length + RowBytes;
            last = one.Head;
        }
        if (last.Sequence == 0)
            return last;
        using var delete = file.Command("DELETE FROM entries WHERE sequence <= $last", ("$last", last.Sequence));
        delete.ExecuteNonQuery();
        LogTables.SetRemoved(file, last);
        return last;
    }

    /// <summary>Gives free pages back to the disk.</summary>
    public static void GiveBackSpace(SqliteConnection file) => Try(file, "PRAGMA incremental_vacuum");

    /// <summary>Runs a statement that a full disk may refuse without harm.</summary>
    public static void Try(SqliteConnection file, string sql)
    {
        try
        {
            using var command = file.Command(sql);
            using var steps = command.ExecuteReader();
            // Space is given back page by page, as the result is read.
            while (steps.Read()) { }
        }
        catch (SqliteException e) when (!LogUnavailableException.IsDamage(e))
        {
            // The space stays free in the file, and is used again.
        }
    }

    private static bool IsTooOld(SqliteConnection file, LogBounds bounds, DateTimeOffset now) =>
        LogTables.ReadAfter(file, 0, 1) is [var oldest] && now - oldest.Entry.At > bounds.AgeMax;
}
