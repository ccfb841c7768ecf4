using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace DrEvents.Testing;

/// <summary>Looks for texts in all rows of all tables, whatever kind of column they are in.</summary>
public static class DatabaseSearch
{
    /// <summary>Tables of the program, not of PostgreSQL.</summary>
    private const string Tables = """
        select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema') order by 1
        """;

    /// <summary>How many tables were looked through, and which of the named texts are in which of them.</summary>
    public static async Task<(int Tables, IReadOnlyList<string> Found)> FindAsync(
        string connectionString,
        IReadOnlyDictionary<string, string> texts
    )
    {
        var forms = texts.SelectMany(t => FormsOf(t.Value), (t, form) => (t.Key, Form: form)).Distinct().ToList();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var tables = await ReadAsync(connection, Tables);
        List<string> found = [];
        foreach (var table in tables)
        {
            // A row as text has all its columns: JSON as it is, and bytes in hexadecimal.
            var held = await ReadAsync(
                connection,
                $"with lines as materialized (select whole_row::text as line from {table} whole_row) "
                    + "select form from unnest($1) form where exists (select 1 from lines where position(form in line) > 0)",
                [.. forms.Select(f => f.Form)]
            );
            found.AddRange(forms.Where(f => held.Contains(f.Form)).Select(f => $"{f.Key} in {table}").Distinct());
        }
        return (tables.Count, found);
    }

    /// <summary>As it is, as JSON and addresses write it, and as bytes are shown.</summary>
    public static IEnumerable<string> FormsOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new[]
        {
            text,
            JsonEncodedText.Encode(text).ToString(),
            JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            Uri.EscapeDataString(text),
            Convert.ToBase64String(bytes),
            Convert.ToHexStringLower(bytes),
        }.Distinct();
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql, string[]? texts = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (texts is not null)
            command.Parameters.Add(new NpgsqlParameter { Value = texts });
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
