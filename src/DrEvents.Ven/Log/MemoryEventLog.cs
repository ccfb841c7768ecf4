namespace DrEvents.Ven.Log;

/// <summary>
/// A log that lives as long as its process: for fleets of simulated VENs, of which thousands share one process. It holds the newest
/// entries only.
/// </summary>
public sealed class MemoryEventLog : EventLog
{
    private const int EntriesMax = 256;
    private const int KeptMax = 256;

    private readonly Lock _gate = new();
    private readonly Queue<(long Sequence, DateTimeOffset At, VenEvent Happened)> _entries = [];
    private readonly Queue<KeptSample> _kept = [];
    private long _sequence;

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
    public override IReadOnlyList<LogEntry> ReadNewest(int count)
    {
        lock (_gate)
            return [.. _entries.Reverse().Take(count).Select(ToEntry)];
    }

    internal override IEnumerable<LogEntry> Read()
    {
        lock (_gate)
            return [.. _entries.Select(ToEntry)];
    }

    internal override void Append(DateTimeOffset at, IReadOnlyList<VenEvent> happened)
    {
        lock (_gate)
        {
            foreach (var one in happened)
            {
                _entries.Enqueue((++_sequence, at, one));
                if (_entries.Count > EntriesMax)
                    _entries.Dequeue();
            }
        }
    }

    internal override void Keep(byte[] sample)
    {
        lock (_gate)
        {
            _kept.Enqueue(new KeptSample(++_sequence, sample));
            if (_kept.Count > KeptMax)
                _kept.Dequeue();
        }
    }

    internal override IReadOnlyList<KeptSample> ReadKept(int countMax)
    {
        lock (_gate)
            return [.. _kept.Take(countMax)];
    }

    internal override void ForgetThrough(KeptSample last)
    {
        lock (_gate)
        {
            while (_kept.TryPeek(out var oldest) && oldest.Sequence <= last.Sequence)
                _kept.Dequeue();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }

    private static LogEntry ToEntry((long Sequence, DateTimeOffset At, VenEvent Happened) entry)
    {
        var (kind, json) = VenEventJson.Write(entry.Happened);
        return new LogEntry(entry.Sequence, entry.At, kind, json);
    }
}
