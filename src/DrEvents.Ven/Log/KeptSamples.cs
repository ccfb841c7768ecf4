using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>The samples that wait, in the log's file. Whoever calls holds the connection for himself.</summary>
/// <remarks>
/// Each row holds the sum of all bytes up to and with its own (<c>through</c>), so that the bytes between two
/// rows are known from the two, however many there are. They are numbered without gaps.
/// </remarks>
internal sealed class KeptSamples(SqliteConnection file, LogBounds bounds)
{
    /// <summary>Enough to stay within the bytes when a sample is larger than those before it.</summary>
    private const int GonePerSample = 16;

    /// <summary>What was sent but could not be deleted, as on a full disk, must not be sent again.</summary>
    private long _sentThrough;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Looks how many there are.</summary>
    public void Open() => Count = (int)file.Number("SELECT max(sequence) - min(sequence) + 1 FROM kept");

    /// <summary>Keeps one, in a transaction of the caller's. Where there are too many, or too many bytes, the oldest go.</summary>
    /// <returns>How many went.</returns>
    public int Add(byte[] payload)
    {
        using var insert = file.Command(
            "INSERT INTO kept (payload, through) VALUES ($payload, $bytes + ifnull((SELECT through FROM kept ORDER BY sequence DESC LIMIT 1), 0))",
            ("$payload", payload),
            ("$bytes", payload.Length)
        );
        insert.ExecuteNonQuery();
        using var trimCount = file.Command(
            "DELETE FROM kept WHERE sequence <= (SELECT max(sequence) FROM kept) - $countMax",
            ("$countMax", bounds.KeptMax)
        );
        using var trimBytes = file.Command(
            """
            DELETE FROM kept WHERE sequence IN (SELECT sequence FROM kept ORDER BY sequence LIMIT $goneMax)
                AND through <= (SELECT through FROM kept ORDER BY sequence DESC LIMIT 1) - $bytesMax
            """,
            ("$goneMax", GonePerSample),
            ("$bytesMax", bounds.KeptBytesMax)
        );
        return trimCount.ExecuteNonQuery() + trimBytes.ExecuteNonQuery();
    }

    /// <summary>Takes over what a transaction with <see cref="Add"/> has brought.</summary>
    public void Added(int gone) => Count += 1 - gone;

    /// <summary>Those that have waited longest, oldest first.</summary>
    public List<KeptSample> Read(int countMax)
    {
        using var select = file.Command(
            "SELECT sequence, payload FROM kept WHERE sequence > $sent ORDER BY sequence LIMIT $count",
            ("$sent", _sentThrough),
            ("$count", countMax)
        );
        using var rows = select.ExecuteReader();
        var kept = new List<KeptSample>();
        while (rows.Read())
            kept.Add(new KeptSample(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));
        return kept;
    }

    /// <summary>Forgets those up to and with a sequence.</summary>
    public void ForgetThrough(long sequence)
    {
        _sentThrough = Math.Max(_sentThrough, sequence);
        using var delete = file.Command("DELETE FROM kept WHERE sequence <= $sent", ("$sent", _sentThrough));
        Count -= delete.ExecuteNonQuery();
    }
}
