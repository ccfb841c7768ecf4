using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>A log as it was at one moment, for somebody who only reads it. A VEN may go on writing meanwhile.</summary>
internal sealed class LogReader : IDisposable
{
    private readonly SqliteConnection _file;
    private readonly SqliteTransaction _moment;

    private LogReader(SqliteConnection file)
    {
        _file = file;
        _moment = file.BeginTransaction(deferred: true);
    }

    /// <summary>What the log says about its ends; null where somebody has removed it.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public LogEnds? Ends => Reading(() => LogTables.ReadEnds(_file));

    /// <exception cref="IOException">There is no such file, or it is no log.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static LogReader Open(string path)
    {
        if (!File.Exists(path))
            throw new IOException($"there is no log {path}");
        try
        {
            var file = LogFile.OpenToRead(path);
            if (LogTables.AreThere(file))
                return new LogReader(file);
            file.Dispose();
        }
        catch (SqliteException e) when (LogUnavailableException.IsDamage(e))
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }
        catch (SqliteException e)
        {
            throw new IOException($"{path} cannot be read: {e.Message}", e);
        }
        throw new IOException($"{path} is no log of this version; a log of an older one is taken over when the VEN is started");
    }

    /// <summary>All entries, oldest first, read while they are gone through.</summary>
    /// <exception cref="InvalidDataException">From here on the file cannot be read.</exception>
    public IEnumerable<ChainedEntry> Read()
    {
        var last = 0L;
        while (ReadAfter(last) is { Count: > 0 } batch)
        {
            foreach (var one in batch)
                yield return one;
            last = batch[^1].Entry.Sequence;
        }
    }

    public void Dispose()
    {
        _moment.Dispose();
        _file.Dispose();
    }

    private List<ChainedEntry> ReadAfter(long sequence)
    {
        try
        {
            return LogTables.ReadAfter(_file, sequence);
        }
        catch (SqliteException)
        {
            // Somewhere in the batch the file is broken: up to there it can be read one by one.
            return Reading(() => LogTables.ReadAfter(_file, sequence, countMax: 1));
        }
    }

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
