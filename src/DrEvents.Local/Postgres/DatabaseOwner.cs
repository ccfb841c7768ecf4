using System.Security.Cryptography;
using Npgsql;

namespace DrEvents.Local.Postgres;

/// <summary>
/// The role that a backend connects as: it owns its databases and may do nothing else. It does not see what other roles do, so that a
/// backup or somebody's long query never looks to the backend like an append that is still to come.
/// </summary>
/// <param name="name">The role's name.</param>
internal sealed class DatabaseOwner(string name)
{
    /// <summary>
    /// Gives a database that an earlier version made, and what that version's backend made in it as the superuser, to the role; all of it
    /// or, should the process die, nothing. Sequences of columns follow their tables. PostgreSQL's own "reassign owned" refuses to take
    /// anything from the superuser.
    /// </summary>
    private const string Adopt = """
        do $$
        declare
            theirs constant oid := (select datdba from pg_database where datname = current_database());
            statement text;
        begin
            for statement in
                with schemas as (
                    select oid, nspname, nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
                )
                select format('alter schema %I owner to %I', nspname, '{0}') from schemas where nspowner = theirs
                union all
                select format(
                    'alter %s %s owner to %I',
                    case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
                    c.oid::regclass,
                    '{0}'
                )
                from pg_class c join schemas s on s.oid = c.relnamespace
                where c.relowner = theirs and c.relkind in ('r', 'p', 'v', 'm', 'S')
                    and not exists (
                        select from pg_depend d
                        where c.relkind = 'S' and d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
                    )
                union all
                select format('alter routine %s owner to %I', p.oid::regprocedure, '{0}')
                from pg_proc p join schemas s on s.oid = p.pronamespace
                where p.proowner = theirs
            loop
                execute statement;
            end loop;
            execute format('alter database %I owner to %I', current_database(), '{0}');
        end
        $$
        """;

    private const string Rights = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls";

    /// <summary>Made anew by every process, which is the only one that uses it.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Makes the role unless it is there, and gives it its password.</summary>
    public async Task EnsureAsync(NpgsqlConnection superuser, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand("select 1 from pg_roles where rolname = $1", superuser);
        exists.Parameters.Add(new NpgsqlParameter { Value = name });
        var verb = await exists.ExecuteScalarAsync(cancel) is null ? "create" : "alter";
        await ExecuteAsync(superuser, $"{verb} role {Quoted(name)} with {Rights} password '{Password}'", cancel);
    }

    /// <summary>Makes a database of the role's unless it is there.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="superuserOf">How the superuser connects to a database.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task EnsureDatabaseAsync(string database, Func<string, string> superuserOf, CancellationToken cancel)
    {
        await using (var connection = new NpgsqlConnection(superuserOf("postgres")))
        {
            await connection.OpenAsync(cancel);
            await using var owner = new NpgsqlCommand("select pg_get_userbyid(datdba) from pg_database where datname = $1", connection);
            owner.Parameters.Add(new NpgsqlParameter { Value = database });
            var found = await owner.ExecuteScalarAsync(cancel);
            if (found is null)
                await ExecuteAsync(connection, $"create database {Quoted(database)} owner {Quoted(name)}", cancel);
            if (found is null || (string)found == name)
                return;
        }
        await using var inside = new NpgsqlConnection(superuserOf(database));
        await inside.OpenAsync(cancel);
        await ExecuteAsync(inside, Adopt.Replace("{0}", name, StringComparison.Ordinal), cancel);
    }

    private static string Quoted(string identifier)
    {
        using var quoting = new NpgsqlCommandBuilder();
        return quoting.QuoteIdentifier(identifier);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
