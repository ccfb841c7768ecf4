namespace DrEvents.Local.Postgres;

/// <summary>There is no PostgreSQL to be had on this machine, or it does not start; the message says what can be done.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Names the three ways to a PostgreSQL after saying why none was found.</summary>
    internal static PostgresUnavailableException WithWaysOut(string why, Exception? inner = null) =>
        new(
            $"""
            {why}
            Any one of these helps:
              1. Give a connection string to a running PostgreSQL: ConnectionStrings:Postgres (environment: ConnectionStrings__Postgres).
              2. Install PostgreSQL from your system's packages or from postgresql.org.
              3. Install npm (Node.js); a pinned PostgreSQL is then installed by itself.
            """,
            inner
        );
}
