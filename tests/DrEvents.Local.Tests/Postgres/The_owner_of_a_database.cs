using DrEvents.Local.Postgres;
using Npgsql;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>A backend owns its database and may do nothing else.</summary>
public class The_owner_of_a_database
{
    private const string Database = "drevents";

    [Fact]
    public async Task is_no_superuser_and_sees_nobody_else()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        await server.EnsureDatabaseAsync(Database);
        await using var superuser = await OpenAsync(server.SuperuserConnectionString(Database));
        await RunAsync(superuser, "begin isolation level repeatable read");
        await RunAsync(superuser, "select 1");

        await using var owner = await OpenAsync(server.ConnectionString(Database));

        (await RunAsync(owner, "select current_user || ' ' || current_setting('is_superuser')")).ShouldBe("drevents off");
        (await RunAsync(owner, "select pg_has_role('pg_read_all_stats', 'member')")).ShouldBe(false);
        (await RunAsync(owner, "select count(*) from pg_stat_activity where usename = 'postgres' and xact_start is not null")).ShouldBe(0L);
        (await RunAsync(superuser, "select count(*) from pg_stat_activity where usename = 'postgres' and xact_start is not null")).ShouldBe(
            1L
        );
    }

    [Fact]
    public async Task makes_schemas_and_tables_and_no_databases()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        await server.EnsureDatabaseAsync(Database);

        await using var owner = await OpenAsync(server.ConnectionString(Database));
        await RunAsync(owner, "create schema kept create table kept.t (id serial)");
        var refused = await Should.ThrowAsync<PostgresException>(() => RunAsync(owner, "create database another"));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task connects_as_before_after_a_kill_and_with_a_new_password_after_a_new_start()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        await server.EnsureDatabaseAsync(Database);
        var before = server.ConnectionString(Database);

        await server.KillAsync();
        await server.StartAsync();
        await using (var same = await OpenAsync(before))
            (await RunAsync(same, "select 1")).ShouldBe(1);
        await server.StopAsync();
        var next = await folder.StartAsync();
        await next.EnsureDatabaseAsync(Database);

        await using var fresh = await OpenAsync(next.ConnectionString(Database));
        (await RunAsync(fresh, "select 1")).ShouldBe(1);
        var old = new NpgsqlConnectionStringBuilder(before) { Port = next.Port };
        (await Should.ThrowAsync<PostgresException>(() => OpenAsync(old.ConnectionString))).SqlState.ShouldBe(
            PostgresErrorCodes.InvalidPassword
        );
    }

    [Fact]
    public async Task takes_over_what_an_earlier_version_made_as_the_superuser()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        await ServerInFolder.RunAsync(server, "create database drevents");
        await using (var superuser = await OpenAsync(server.SuperuserConnectionString(Database)))
            await RunAsync(
                superuser,
                """
                create schema "Kept ones";
                create table "Kept ones".rows (id serial primary key, at timestamptz default now());
                create table "Kept ones".parts (id int generated always as identity, day date) partition by range (day);
                create table "Kept ones".part partition of "Kept ones".parts for values from ('2026-01-01') to ('2027-01-01');
                create sequence "Kept ones".numbers;
                create view "Kept ones".seen as select * from "Kept ones".rows;
                create function "Kept ones".twice(n int) returns int language sql as 'select 2 * n';
                create procedure "Kept ones".nothing() language sql as '';
                create table in_public (id int);
                """
            );

        await server.EnsureDatabaseAsync(Database);
        await server.EnsureDatabaseAsync(Database);

        await using var owner = await OpenAsync(server.ConnectionString(Database));
        await RunAsync(
            owner,
            """
            alter table "Kept ones".rows add column more int;
            insert into "Kept ones".rows default values;
            drop view "Kept ones".seen;
            alter sequence "Kept ones".numbers restart;
            create or replace function "Kept ones".twice(n int) returns int language sql as 'select n + n';
            drop procedure "Kept ones".nothing();
            drop table "Kept ones".part, in_public;
            alter schema "Kept ones" rename to kept;
            create schema another;
            """
        );
        (await RunAsync(owner, "select count(*) from kept.rows")).ShouldBe(1L);
        (await RunAsync(owner, "select count(*) from pg_database where datname = 'drevents' and datdba = 'drevents'::regrole")).ShouldBe(
            1L
        );
    }

    [Fact]
    public async Task writes_ahead_as_production_does()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();

        (await ServerInFolder.RunAsync(server, "show wal_level")).ShouldBe("replica");
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<object?> RunAsync(NpgsqlConnection on, string sql)
    {
        await using var command = new NpgsqlCommand(sql, on);
        return await command.ExecuteScalarAsync();
    }
}
