namespace DrEvents.Ven.Log;

/// <summary>One entry of a VEN's log.</summary>
/// <param name="Sequence">Place in the log, rising.</param>
/// <param name="At">When it happened, by the VEN's clock, to the millisecond.</param>
/// <param name="Kind">What happened: <c>commandReceived</c>, <c>shedStarted</c>, …</param>
/// <param name="Json">What there is to say about it.</param>
public sealed record LogEntry(long Sequence, DateTimeOffset At, string Kind, string Json);

/// <summary>
/// A VEN's own append-only log, and beside it the samples that wait for a connection. What the VEN is in is the replay of the log.
/// </summary>
/// <remarks>Calls block for as long as the disk takes: SQLite has no other way, and a decision is not made before it is on the disk.</remarks>
public abstract class EventLog : IDisposable
{
    /// <summary>All entries, oldest first.</summary>
    public Task<IReadOnlyList<LogEntry>> ReadAllAsync(CancellationToken cancellation = default) => Task.Run(() => Read(), cancellation);

    /// <summary>The newest entries, newest first.</summary>
    public abstract IReadOnlyList<LogEntry> ReadNewest(int count);

    /// <summary>How many samples wait.</summary>
    public abstract int KeptCount { get; }

    /// <summary>All entries, oldest first.</summary>
    internal abstract IReadOnlyList<LogEntry> Read();

    /// <summary>Appends all of the events or none; when this returns, they survive a loss of power.</summary>
    internal abstract void Append(DateTimeOffset at, IReadOnlyList<VenEvent> happened);

    /// <summary>Keeps a sample for later. When there are too many, the oldest go.</summary>
    internal abstract void Keep(byte[] sample);

    /// <summary>The samples that have waited longest, oldest first.</summary>
    internal abstract IReadOnlyList<KeptSample> ReadKept(int countMax);

    /// <summary>Forgets the samples up to and with this one: they were sent.</summary>
    internal abstract void ForgetThrough(KeptSample last);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the log holds open.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>A sample that waits for a connection.</summary>
internal readonly record struct KeptSample(long Sequence, byte[] Payload);
