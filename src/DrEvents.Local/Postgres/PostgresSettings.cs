namespace DrEvents.Local.Postgres;

/// <summary>The settings of a server on a small machine that other programs need as well.</summary>
internal static class PostgresSettings
{
    private static readonly string[] Always =
    [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        // Backend, daemon, dashboard and many test databases at once; an idle connection costs little.
        "max_connections=200",
        "shared_buffers=128MB",
        "timezone=UTC",
        "log_timezone=UTC",
        // As production does; with less, PostgreSQL writes less and figures measured here would flatter.
        "wal_level=replica",
    ];

    // A commit still reaches the operating system before it is confirmed (synchronous_commit stays on), so that a test may kill
    // the server and find all that was committed.
    private static readonly string[] Forgetful = ["fsync=off", "full_page_writes=off"];

    /// <summary>Settings as <c>name=value</c>.</summary>
    public static IEnumerable<string> For(Durability durability, int port) =>
        [.. Always, $"port={port}", .. durability == Durability.ForgetfulTestsOnly ? Forgetful : []];
}
