using System.Diagnostics;
using DrEvents.Benchmarks.Reporting;
using Npgsql;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>What PostgreSQL alone takes for the smallest things: a round trip, a commit that reaches the disk.</summary>
internal static class StoreFloor
{
    private const int Repeats = 200;

    /// <summary>One round trip of <c>select 1</c>.</summary>
    public static Task<Latencies> RoundTripsAsync(NpgsqlDataSource database, CancellationToken cancellation) =>
        RepeatAsync(database, "select 1", cancellation);

    /// <summary>One row in one transaction.</summary>
    public static async Task<Latencies> CommitsAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var create = database.CreateCommand("create table if not exists floor_rows (n int)");
        await create.ExecuteNonQueryAsync(cancellation);
        return await RepeatAsync(database, "insert into floor_rows values (1)", cancellation);
    }

    private static async Task<Latencies> RepeatAsync(NpgsqlDataSource database, string sql, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync(cancellation);
        var taken = new Latencies();
        for (var i = 0; i < Repeats; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync(cancellation);
            taken.Add(Stopwatch.GetElapsedTime(begin));
        }
        return taken;
    }
}
