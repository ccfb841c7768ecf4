using System.Text;
using Npgsql;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>Looks for texts in every column of every table of a database: as text, and in bytes as they are and in base64.</summary>
internal static class SearchedDatabase
{
    /// <summary>Where any of the texts is, whatever its case.</summary>
    public static async Task<List<string>> FindAsync(string connectionString, params string[] texts)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var found = new List<string>();
        string[] all = [.. texts.SelectMany(Forms)];
        foreach (var table in await TablesAsync(source))
        {
            await using var command = source.CreateCommand(
                $"select t::text from {table} t where exists (select from unnest($1::text[]) s where strpos(lower(t::text), lower(s)) > 0) limit 3"
            );
            command.Parameters.Add(new() { Value = all });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                found.Add($"{table}: {reader.GetString(0)}");
        }
        return found;
    }

    public static async Task<List<string>> TablesAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
            tables.Add(reader.GetString(0));
        return tables;
    }

    private static IEnumerable<string> Forms(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return text;
        yield return Convert.ToHexStringLower(bytes);
        // In base64 a text looks otherwise by where it begins; what depends on its neighbours is left out.
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            yield return whole[(before == 0 ? 0 : before + 1)..^1];
        }
    }
}
