using DrEvents.Ven.Shedding;
using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Log;

/// <summary>
/// A log in one SQLite file, which a loss of power at any moment leaves whole. Each entry is chained to the one before by a hash; the file
/// stays within <see cref="LogBounds"/>.
/// </summary>
public sealed class SqliteEventLog : EventLog
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly LogBounds _bounds;
    private readonly List<VenEvent> _notes = [];
    private SqliteConnection _file;
    private KeptSamples _kept;
    private long _checkpointAt;
    private long _headAt;

    /// <summary>Opens the file, or makes it together with its folder. One that cannot be read is put aside.</summary>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    public SqliteEventLog(string path, LogBounds? bounds = null)
    {
        _path = path;
        _bounds = bounds ?? new LogBounds();
        try
        {
            (_file, _kept) = Open();
        }
        catch (SqliteException e) when (LogUnavailableException.IsDamage(e))
        {
            (_file, _kept) = PutAsideAndOpen(e.Message);
        }
        catch (SqliteException e)
        {
            throw Unusable(e);
        }
    }

    /// <summary>What was found out while the file was opened and an installer should know; null when all was well.</summary>
    public string? Trouble { get; private set; }

    /// <inheritdoc/>
    public override LogHead? Head => Reading(() => LogTables.ReadEnds(_file)?.Newest);

    /// <inheritdoc/>
    public override int KeptCount
    {
        get
        {
            lock (_gate)
                return _kept.Count;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LogEntry> ReadNewest(int count) =>
        Reading(() => LogTables.ReadNewest(_file, count).ConvertAll(e => e.Entry));

    internal override IEnumerable<LogEntry> ReadNewest(string kind) =>
        LogTables.Spans(Volatile.Read(ref _headAt)).SelectMany(s => Reading(() => LogTables.ReadKind(_file, kind, s)));

    internal override IEnumerable<LogEntry> Read() => ReadAfter(0);

    internal override IEnumerable<LogEntry> ReadSinceCheckpoint() => ReadAfter(Reading(() => LogTables.NewestCheckpoint(_file)) - 1);

    internal override void Append(DateTimeOffset at, IReadOnlyList<VenEvent> happened)
    {
        if (happened.Count == 0)
            return;
        lock (_gate)
        {
            Write(() => Chain(at, happened));
            _notes.Clear();
        }
    }

    internal override bool IsCheckpointDue(DateTimeOffset now)
    {
        var entries = Volatile.Read(ref _headAt) - Volatile.Read(ref _checkpointAt);
        if (entries < _bounds.EntriesPerCheckpointMin)
            return false;
        return entries >= _bounds.EntriesPerCheckpoint || Reading(() => LogRetention.IsDue(_file, _bounds, now));
    }

    internal override void WriteCheckpoint(DateTimeOffset now, VenState state)
    {
        lock (_gate)
        {
            Write(() =>
            {
                var removed = LogRetention.Remove(_file, _bounds, now);
                Chain(now, [new Checkpoint(removed.Sequence, removed.Hash, state)]);
            });
            _notes.Clear();
            _checkpointAt = _headAt;
            LogRetention.GiveBackSpace(_file);
        }
    }

    internal override string BeginAnew(string problem)
    {
        lock (_gate)
        {
            _file.Close();
            try
            {
                (_file, _kept) = PutAsideAndOpen(problem);
                return Trouble!;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _file.Open();
                throw new IOException(e.Message, e);
            }
        }
    }

    internal override void Keep(byte[] sample)
    {
        lock (_gate)
        {
            var gone = 0;
            Write(() => gone = _kept.Add(sample));
            _kept.Added(gone);
        }
    }

    internal override IReadOnlyList<KeptSample> ReadKept(int countMax) => Reading(() => _kept.Read(countMax));

    internal override void ForgetThrough(KeptSample last)
    {
        lock (_gate)
            Write(() => _kept.ForgetThrough(last.Sequence));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        lock (_gate)
            _file.Dispose();
    }

    private (SqliteConnection File, KeptSamples Kept) Open()
    {
        var file = LogFile.Open(_path);
        try
        {
            var taken = LogTables.Prepare(file);
            LogRetention.Limit(file, _bounds);
            var kept = new KeptSamples(file, _bounds);
            kept.Open();
            if (taken > 0)
                _notes.Add(new LogTakenOver(taken));
            if (LogTables.CheckEnds(file) is { } fault)
            {
                _notes.Add(new LogFaultFound(fault));
                Trouble = $"{_path}: {fault}; `drevents-ven log verify` tells more";
            }
            _headAt = LogTables.NewestSequence(file);
            _checkpointAt = Math.Max(LogTables.NewestCheckpoint(file), LogTables.ReadEnds(file)?.Removed.Sequence ?? 0);
            if (_headAt == 0)
                _notes.Insert(0, new LogBegan("there was none"));
            return (file, kept);
        }
        catch (SqliteException)
        {
            file.Dispose();
            throw;
        }
    }

    private (SqliteConnection File, KeptSamples Kept) PutAsideAndOpen(string problem)
    {
        try
        {
            var aside = LogFile.PutAside(_path);
            var opened = Open();
            _notes.Clear();
            _notes.Add(new LogBegan($"the one before cannot be read ({problem}) and is now {Path.GetFileName(aside)}"));
            Trouble = $"{_path} cannot be read ({problem}). It is now {aside}, and a new log was begun.";
            return opened;
        }
        catch (SqliteException e)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Chains events to the end of the log, in a transaction of the caller's. What the log itself has to say comes first.</summary>
    private void Chain(DateTimeOffset at, IReadOnlyList<VenEvent> happened)
    {
        // The head is read again each time: should another process write to the same file, the chain stays whole.
        var head = LogTables.HeadToChainTo(_file);
        foreach (var one in _notes.Concat(happened))
        {
            var entry = LogChain.Next(head, at, one);
            LogTables.Insert(_file, entry);
            head = entry.Head;
        }
        LogTables.SetNewest(_file, head);
        _headAt = head.Sequence;
    }

    private void Write(Action write)
    {
        try
        {
            using var transaction = _file.BeginTransaction();
            write();
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new LogUnavailableException(e);
        }
    }

    private T Reading<T>(Func<T> read)
    {
        try
        {
            lock (_gate)
                return read();
        }
        catch (SqliteException e)
        {
            throw new LogUnavailableException(e);
        }
    }

    private IEnumerable<LogEntry> ReadAfter(long sequence)
    {
        while (true)
        {
            var after = sequence;
            var batch = Reading(() => LogTables.ReadAfter(_file, after));
            if (batch.Count == 0)
                yield break;
            foreach (var one in batch)
                yield return one.Entry;
            sequence = batch[^1].Entry.Sequence;
        }
    }

    private IOException Unusable(SqliteException e) => new($"Ven:LogFile: {_path} cannot be used: {e.Message}", e);
}
