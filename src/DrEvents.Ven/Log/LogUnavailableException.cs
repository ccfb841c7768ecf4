using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>The log cannot be written now: the disk is full, or broken. Nothing of what was to be written is in it.</summary>
public sealed class LogUnavailableException : IOException
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;

    /// <inheritdoc/>
    public LogUnavailableException() { }

    /// <inheritdoc/>
    public LogUnavailableException(string message)
        : base(message) { }

    /// <inheritdoc/>
    public LogUnavailableException(string message, Exception innerException)
        : base(message, innerException) { }

    internal LogUnavailableException(SqliteException e)
        : base(e.Message, e) => IsDamaged = IsDamage(e);

    /// <summary>Whether the file itself is broken, so that waiting does not help.</summary>
    public bool IsDamaged { get; }

    internal static bool IsDamage(SqliteException e) => e.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase;
}
