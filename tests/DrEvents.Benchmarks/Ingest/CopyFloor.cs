using System.Diagnostics;
using DrEvents.Benchmarks.Surroundings;
using Npgsql;

namespace DrEvents.Benchmarks.Ingest;

/// <summary>
/// How fast PostgreSQL takes the same rows by itself: the stored rows are read back in binary and copied into a table of the same columns
/// and indexes, in one transaction.
/// </summary>
internal static class CopyFloor
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Rows per second, and processor time, for so many of the newest samples.</summary>
    public static async Task<(double Rate, ProcessorUse Cost)> RateAsync(
        NpgsqlDataSource database,
        int rows,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // The table exists before the copy's transaction: PostgreSQL need not write the log for a table that was made in it.
        await ExecuteAsync(connection, "create table if not exists floor_events (like drevents.mt_events including all)", cancellation);
        await ExecuteAsync(connection, "truncate floor_events", cancellation);
        var stored = await ReadAsync(connection, rows, cancellation);
        var cost = new ProcessorTime();
        var begin = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginRawBinaryCopyAsync("copy floor_events from stdin (format binary)", cancellation))
        {
            for (var from = 0; from < stored.Length; from += BufferBytes)
                await copy.WriteAsync(stored.AsMemory(from, Math.Min(BufferBytes, stored.Length - from)), cancellation);
        }
        return (rows / Stopwatch.GetElapsedTime(begin).TotalSeconds, cost.Since());
    }

    private static async Task<byte[]> ReadAsync(NpgsqlConnection connection, int rows, CancellationToken cancellation)
    {
        using var stored = new MemoryStream();
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy (select * from drevents.mt_events where type = 'telemetry_sampled' order by seq_id desc limit {rows}) to stdout (format binary)",
            cancellation
        );
        await copy.CopyToAsync(stored, cancellation);
        return stored.ToArray();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
