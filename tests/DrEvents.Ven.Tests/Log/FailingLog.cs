using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Data.Sqlite;

namespace DrEvents.Ven.Tests.Log;

/// <summary>A log whose disk the test fills or breaks.</summary>
internal sealed class FailingLog(SqliteEventLog log) : EventLog
{
    private const int SqliteFull = 13;
    private const int SqliteCorrupt = 11;

    public static SqliteException Full { get; } = new("database or disk is full", SqliteFull);

    public static SqliteException Damaged { get; } = new("database disk image is malformed", SqliteCorrupt);

    /// <summary>Why nothing can be written; null while it can.</summary>
    public SqliteException? Fails { get; set; }

    public override LogHead? Head => log.Head;

    public override int KeptCount => log.KeptCount;

    public override IReadOnlyList<LogEntry> ReadNewest(int count) => log.ReadNewest(count);

    internal override IEnumerable<LogEntry> Read() => log.Read();

    internal override IEnumerable<LogEntry> ReadSinceCheckpoint() => log.ReadSinceCheckpoint();

    internal override void Append(DateTimeOffset at, IReadOnlyList<VenEvent> happened)
    {
        Refuse();
        log.Append(at, happened);
    }

    internal override bool IsCheckpointDue(DateTimeOffset now) => log.IsCheckpointDue(now);

    internal override void WriteCheckpoint(DateTimeOffset now, VenState state)
    {
        Refuse();
        log.WriteCheckpoint(now, state);
    }

    /// <summary>The new file is whole.</summary>
    internal override string BeginAnew(string problem)
    {
        Fails = null;
        return log.BeginAnew(problem);
    }

    internal override void Keep(byte[] sample)
    {
        Refuse();
        log.Keep(sample);
    }

    internal override IReadOnlyList<KeptSample> ReadKept(int countMax) => log.ReadKept(countMax);

    internal override void ForgetThrough(KeptSample last)
    {
        Refuse();
        log.ForgetThrough(last);
    }

    protected override void Dispose(bool disposing) => log.Dispose();

    private void Refuse()
    {
        if (Fails is { } why)
            throw new LogUnavailableException(why);
    }
}
