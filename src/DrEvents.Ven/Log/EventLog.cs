using DrEvents.Ven.Shedding;

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
    public Task<IReadOnlyList<LogEntry>> ReadAllAsync(CancellationToken cancellation = default) =>
        Task.Run<IReadOnlyList<LogEntry>>(() => [.. Read()], cancellation);

    /// <summary>The newest entries, newest first.</summary>
    public abstract IReadOnlyList<LogEntry> ReadNewest(int count);

    /// <summary>The end of the log, for others to keep; null where entries are not chained.</summary>
    public virtual LogHead? Head => null;

    /// <summary>All entries of a kind, newest first, read while they are gone through.</summary>
    internal virtual IEnumerable<LogEntry> ReadNewest(string kind) => Read().Where(e => e.Kind == kind).Reverse();

    /// <summary>How many samples wait.</summary>
    public abstract int KeptCount { get; }

    /// <summary>All entries, oldest first, read while they are gone through.</summary>
    internal abstract IEnumerable<LogEntry> Read();

    /// <summary>The newest checkpoint and what came after it; all entries where there is none.</summary>
    internal virtual IEnumerable<LogEntry> ReadSinceCheckpoint() => Read();

    /// <summary>Appends all of the events or none; when this returns, they survive a loss of power.</summary>
    /// <exception cref="LogUnavailableException">None of them is in the log.</exception>
    internal abstract void Append(DateTimeOffset at, IReadOnlyList<VenEvent> happened);

    /// <summary>Whether <see cref="WriteCheckpoint"/> should be called.</summary>
    internal virtual bool IsCheckpointDue(DateTimeOffset now) => false;

    /// <summary>Writes down what the VEN is in, and removes entries before it that are too old or too many.</summary>
    /// <exception cref="LogUnavailableException">Nothing was written, and nothing removed.</exception>
    internal virtual void WriteCheckpoint(DateTimeOffset now, VenState state) { }

    /// <summary>Puts a log that cannot be read aside and begins another, whose first entry says so.</summary>
    /// <returns>What was done, for people.</returns>
    /// <exception cref="IOException">The file cannot be put aside.</exception>
    internal virtual string BeginAnew(string problem) => problem;

    /// <summary>Keeps a sample for later. When there are too many, the oldest go.</summary>
    /// <exception cref="LogUnavailableException">It was not kept.</exception>
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
