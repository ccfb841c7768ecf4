using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using JasperFx.Events;
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
    public Task a_gap_beside_a_long_backup_is_passed() =>
        IsPassedAsync(
            "ven-beside-a-backup",
            async () =>
            {
                await using var owner = new NpgsqlConnection(backend.Database.ConnectionString);
                await owner.OpenAsync(TestContext.Current.CancellationToken);
                await ExecuteAsync(owner, "select nextval('drevents.mt_events_sequence')");
            }
        );

    /// <summary>A sample that reaches two nodes of a cluster at once is stored by one of them; the other's number is drawn for nothing.</summary>
    [Fact]
    public Task the_gap_of_a_sample_that_two_nodes_stored_at_once_is_passed() =>
        IsPassedAsync(
            "ven-of-two-nodes",
            async () =>
            {
                var at = DateTimeOffset.FromUnixTimeSeconds(1_790_000_100);
                await StoreAsync(at);
                (await Should.ThrowAsync<Exception>(() => StoreAsync(at)))
                    .GetBaseException()
                    .ShouldBeOfType<PostgresException>()
                    .SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
            }
        );

    private async Task StoreAsync(DateTimeOffset at)
    {
        const string VenId = "ven-doubled";
        var sample = TelemetrySampled.From(
            new TelemetrySample
            {
                VenId = VenId,
                At = at,
                UsedPowerKw = 2,
            },
            newestBefore: null,
            at
        );
        var stored = new Event<TelemetrySampled>(sample) { Id = TelemetryStreams.SampleId(VenId, at, messageNum: null) };
        await using var session = backend.Store.LightweightSession();
        await StreamAppends.AppendAsync(session, [(TelemetryStreams.Of(VenId, at), stored)], CancellationToken.None);
        await session.SaveChangesAsync();
    }

    private async Task IsPassedAsync(string venId, Func<Task> leaveGapAsync)
    {
        Assert.SkipWhen(
            backend.Database.Superuser is null,
            "The tests' PostgreSQL is somebody else's: nobody there sees more than the backend."
        );
        await using var backup = new NpgsqlConnection(backend.Database.Superuser);
        await backup.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(backup, "begin isolation level repeatable read");
        await ExecuteAsync(backup, "select count(*) from drevents.mt_events");
        await leaveGapAsync();

        await backend.DeliverAsync((Topics.Telemetry(venId), """{"timestamp":1790000000,"usedPowerKw":1.5}"""));

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
