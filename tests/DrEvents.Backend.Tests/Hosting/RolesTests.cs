using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>What other roles do in the database does not hold the backend up.</summary>
[Collection(typeof(BackendCollection))]
public class RolesTests(BackendFixture backend)
{
    /// <summary>
    /// A number that was drawn and never stored looks like an append that is still to come, for as long as a transaction that began before
    /// it is seen. The backend's role sees its own only.
    /// </summary>
    [Fact]
    public async Task a_gap_beside_a_long_backup_is_passed()
    {
        Assert.SkipWhen(
            backend.Database.Superuser is null,
            "The tests' PostgreSQL is somebody else's: nobody there sees more than the backend."
        );
        await using var backup = new NpgsqlConnection(backend.Database.Superuser);
        await backup.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(backup, "begin isolation level repeatable read");
        await ExecuteAsync(backup, "select count(*) from drevents.mt_events");
        await using (var owner = new NpgsqlConnection(backend.Database.ConnectionString))
        {
            await owner.OpenAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(owner, "select nextval('drevents.mt_events_sequence')");
        }

        await backend.DeliverAsync((Topics.Telemetry("ven-beside-a-backup"), """{"timestamp":1790000000,"usedPowerKw":1.5}"""));

        await Eventually.HoldsAsync(
            "the projections have passed the gap",
            async () =>
            {
                await using var session = backend.Store.QuerySession();
                return await session.LagsAsync(CancellationToken.None) is { Count: > 0 } all && all.All(l => l.Events == 0);
            }
        );
        await ExecuteAsync(backup, "rollback");
    }

    [Fact]
    public async Task a_role_that_sees_others_is_told_at_the_start()
    {
        Assert.SkipWhen(backend.Database.Superuser is null, "The tests' PostgreSQL is somebody else's.");

        (await WarningsAsync(backend.Database.Superuser)).ShouldHaveSingleItem().ShouldStartWith("ConnectionStrings:Postgres: its role is");
        (await WarningsAsync(backend.Database.ConnectionString)).ShouldBeEmpty();

        static async Task<IReadOnlyList<string>> WarningsAsync(string connectionString)
        {
            using var store = new DocumentStore(EventStore.Options(connectionString, _ => { }));
            var log = new Lines();
            await StoreRole.ReachAsync(store, log);
            return log.Written;
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? e, Func<TState, Exception?, string> text) =>
            Written.Add(text(state, e));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
