using DrEvents.Local.Processes;
using DrEvents.Terraform.Tests.Tools;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Terraform.Tests;

/// <summary>
/// The script that makes the roles at RDS, run by psql against a PostgreSQL of here, by a role that may what RDS's master may: it makes roles and databases,
/// hands on the roles of reading, and is no superuser.
/// </summary>
public sealed class DatabaseRolesTests : IAsyncLifetime
{
    // Roles are the whole server's, which other tests use too.
    private readonly string _prefix = $"t{Guid.NewGuid():N}"[..12];
    private TestDatabase _database = null!;
    private NpgsqlConnectionStringBuilder _superuser = null!;

    private string Role => $"{_prefix}_drevents";
    private string Master => $"{_prefix}_master";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Executables.Find("psql", Executables.Path) is null, "psql is not installed");
        _database = await TestPostgres.CreateDatabaseAsync();
        Assert.SkipWhen(_database.Superuser is null, "needs a superuser, to play RDS");
        _superuser = new NpgsqlConnectionStringBuilder(_database.Superuser);
        await ExecuteAsync(
            $"""
            create role {Master} login createrole createdb password 'm';
            grant pg_read_all_data, pg_monitor to {Master} with admin option
            """
        );
    }

    [Fact]
    public async Task backend_and_people_get_roles_of_their_own()
    {
        await RunAsync("b1");
        var own = new NpgsqlConnectionStringBuilder(_superuser.ConnectionString)
        {
            Database = Role,
            Username = Role,
            Password = "b1",
            Pooling = false,
        };
        (await AskAsync(own, "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user")).ShouldBe(false);
        (await AskAsync(own, "select pg_has_role('pg_read_all_stats', 'member') or pg_has_role('pg_read_all_data', 'member')")).ShouldBe(
            false
        );
        (await AskAsync(own, "select pg_get_userbyid(datdba) from pg_database where datname = current_database()")).ShouldBe(Role);
        await AskAsync(own, "create schema s; create table s.t as select 7 as n; select n from s.t");
        (
            await AskAsync(
                _superuser,
                $"select pg_has_role('{Role}_people', 'pg_read_all_data', 'member') and pg_has_role('{Role}_people', 'pg_monitor', 'member')"
            )
        ).ShouldBe(true);
        (await AskAsync(_superuser, $"select rolcanlogin from pg_roles where rolname = '{Role}_people'")).ShouldBe(false);
    }

    [Fact]
    public async Task run_again_it_sets_the_passwords_anew_and_leaves_the_rest()
    {
        await RunAsync("b1");
        var own = new NpgsqlConnectionStringBuilder(_superuser.ConnectionString)
        {
            Database = Role,
            Username = Role,
            Password = "b1",
            Pooling = false,
        };
        await AskAsync(own, "create table t as select 7 as n; select n from t");
        await RunAsync("b2'; drop table t; --");
        own.Password = "b2'; drop table t; --";
        (await AskAsync(own, "select n from t")).ShouldBe(7);
    }

    /// <summary>What the console's container does; whoever opens a session in it is let in as both roles, whatever is in their passwords.</summary>
    [Fact]
    public async Task the_console_lets_master_and_backend_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for containers of Linux.");
        const string password = @"a:b\c'd e";
        await RunAsync(password);
        using var folder = new TemporaryFolder();
        string[] environment =
        [
            $"PGHOST={_superuser.Host}",
            $"PGPORT={_superuser.Port}",
            $"PGUSER={Master}",
            $"PGPASSFILE={folder.Path}/passwords",
            $"PGSSLROOTCERT={folder.Path}/ca.pem",
            "PGSSLMODE=prefer",
            "RDS_CA=ca",
            "MASTER_PASSWORD=m",
            $"BACKEND_PASSWORD={password}",
        ];
        var script = Repository.Read("ops/terraform/modules/database/console.sh").Replace("drevents", Role, StringComparison.Ordinal);
        await new Command(["env", .. environment, "sh", "-c", script, "console", "0"]).RunOrThrowAsync();
        (await File.ReadAllTextAsync(Path.Combine(folder.Path, "ca.pem"))).ShouldBe("ca\n");
        File.Delete(Path.Combine(folder.Path, "ca.pem"));
        foreach (var (role, database) in new[] { (Master, "postgres"), (Role, Role) })
        {
            string[] psql = ["psql", "--no-password", "--no-psqlrc", "-U", role, "-d", database, "-Atc", "select current_user"];
            (await new Command(["env", .. environment, .. psql]).RunOrThrowAsync()).Trim().ShouldBe(role);
        }
    }

    [Fact]
    public async Task the_master_is_no_member_of_the_backends_role_afterwards()
    {
        await RunAsync("b1");
        // From PostgreSQL 16 on whoever made a role may hand it out, without being one.
        (await AskAsync(_superuser, $"select pg_has_role('{Master}', '{Role}', 'usage')")).ShouldBe(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_superuser is not null)
        {
            await ExecuteAsync($"drop database if exists {Role} with (force)");
            await ExecuteAsync($"drop role if exists {Role}, {Role}_people, {Master}");
        }
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private async Task RunAsync(string backendPassword)
    {
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "roles.sql");
        var text = Repository.Read("ops/terraform/modules/database/roles.sql");
        await File.WriteAllTextAsync(script, text.Replace("drevents", Role, StringComparison.Ordinal));
        string[] environment =
        [
            $"PGHOST={_superuser.Host}",
            $"PGPORT={_superuser.Port}",
            $"PGUSER={Master}",
            "PGPASSWORD=m",
            "PGDATABASE=postgres",
            $"BACKEND_PASSWORD={backendPassword}",
        ];
        await new Command(["env", .. environment, "psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "-f", script]).RunOrThrowAsync();
    }

    private Task<object?> ExecuteAsync(string sql) => AskAsync(_superuser, sql);

    private static async Task<object?> AskAsync(NpgsqlConnectionStringBuilder who, string sql)
    {
        await using var connection = new NpgsqlConnection(who.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
