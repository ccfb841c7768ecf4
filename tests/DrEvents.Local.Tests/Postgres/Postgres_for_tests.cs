using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>The shared server of the test suites: each database is new and alone.</summary>
public class Postgres_for_tests
{
    [Fact]
    public async Task databases_are_new_and_apart_and_gone_afterwards()
    {
        var first = await TestPostgres.CreateDatabaseAsync();
        await using var second = await TestPostgres.CreateDatabaseAsync();
        await RunAsync(first.ConnectionString, "create table kept (id int)");

        await RunAsync(second.ConnectionString, "create table kept (id int)");
        await first.DisposeAsync();

        var gone = await Should.ThrowAsync<PostgresException>(() => RunAsync(first.ConnectionString, "select 1"));
        gone.SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
    }

    [Fact]
    public async Task many_ask_at_once()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TestPostgres.CreateDatabaseAsync()));

        databases.Select(x => x.ConnectionString).Distinct().Count().ShouldBe(8);
        await Task.WhenAll(databases.Select(x => x.DisposeAsync().AsTask()));
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
