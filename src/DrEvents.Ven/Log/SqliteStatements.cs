using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>Short ways to run constant statements.</summary>
internal static class SqliteStatements
{
    public static SqliteCommand Command(this SqliteConnection file, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = file.CreateCommand();
        // Every text is a constant of the log's classes; values go in as parameters.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    public static void Execute(this SqliteConnection file, string sql)
    {
        using var command = file.Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>One whole number; 0 where there is none.</summary>
    public static long Number(this SqliteConnection file, string sql)
    {
        using var command = file.Command(sql);
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }
}
