using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>A backend whose tables somebody else makes.</summary>
public sealed class MigrationsTests
{
    [Fact]
    public async Task a_role_that_may_make_no_table_is_enough_where_the_tables_are_there()
    {
        await using var database = await BackendDatabase.CreateAsync();
        Assert.SkipWhen(database.Superuser is null, "the server of others gives no right to make roles");
        var role = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = $"reader_{Guid.NewGuid():N}",
            Password = "tables",
        };
        await ExecuteAsync(
            database.Superuser,
            $"""
            create role {role.Username} login password 'tables';
            do $$
            declare schema text;
            begin
              for schema in select nspname from pg_namespace where nspname not like 'pg\_%' and nspname <> 'information_schema' loop
                execute format('grant usage on schema %I to {role.Username}', schema);
                execute format('grant all on all tables in schema %I to {role.Username}', schema);
                execute format('grant all on all sequences in schema %I to {role.Username}', schema);
              end loop;
            end $$
            """
        );
        try
        {
            await using (var host = await BackendFixture.StartAsync(role.ConnectionString, new RecordingBroker(), TimeProvider.System))
            {
                await BackendFixture.DeliverAsync(host, (Topics.Telemetry("ven-1"), """{"timestamp":1764000000,"usedPowerKw":5}"""));
                await Eventually.HoldsAsync(
                    "the VEN is there",
                    async () => (await host.Server.CreateClient().GetAsync("/api/vens/ven-1")).IsSuccessStatusCode,
                    withinS: 30
                );
            }
            await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(role.ConnectionString, "create table drevents.mine (id int)"));
        }
        finally
        {
            await ExecuteAsync(database.Superuser, $"drop owned by {role.Username}; drop role {role.Username}");
        }
    }

    [Theory]
    [InlineData("drop table drevents.telemetry_kept", "drevents.telemetry_kept.")]
    [InlineData("alter table drevents.telemetry_kept drop column content", "drevents.telemetry_kept.content")]
    [InlineData("drop function drevents.mt_quick_append_events cascade", "drevents.mt_quick_append_events()")]
    public async Task what_is_missing_is_named_and_it_does_not_start(string damage, string missing)
    {
        await using var database = await BackendDatabase.CreateAsync();
        await ExecuteAsync(database.ConnectionString, damage);
        var problem = await Should.ThrowAsync<ConfigurationException>(() => StartAsync(database.ConnectionString));
        problem.Message.ShouldContain("Store:Migrate is false");
        problem.Message.ShouldContain(missing);
    }

    [Fact]
    public async Task a_database_of_a_newer_version_is_refused_too()
    {
        await using var database = await BackendDatabase.CreateAsync();
        await using (await StartAsync(database.ConnectionString)) { }
        await ExecuteAsync(
            database.ConnectionString,
            "update drevents.mt_doc_readmodelform set data = jsonb_set(data, '{number}', '9999')"
        );
        (await Should.ThrowAsync<ConfigurationException>(() => StartAsync(database.ConnectionString))).Message.ShouldContain(
            "a newer DrEvents"
        );
    }

    private static Task<Alba.IAlbaHost> StartAsync(string connectionString) =>
        BackendFixture.StartAsync(
            connectionString,
            new RecordingBroker(),
            TimeProvider.System,
            new Dictionary<string, string?> { ["Store:Migrate"] = "false" }
        );

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
