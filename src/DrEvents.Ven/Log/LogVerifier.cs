namespace DrEvents.Ven.Log;

/// <summary>Where a log begins and ends by what it says beside its entries.</summary>
/// <param name="Removed">The last entry that was removed; the oldest that is there follows it.</param>
/// <param name="Newest">The newest entry.</param>
internal sealed record LogEnds(LogHead Removed, LogHead Newest);

/// <summary>What is wrong with a log.</summary>
/// <param name="Sequence">The first entry that is not as it was written.</param>
/// <param name="Problem">What is wrong there, for people.</param>
internal sealed record LogFinding(long Sequence, string Problem);

/// <summary>What verifying a log has brought.</summary>
/// <param name="Entries">How many entries were in order.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Finding">The first that was not; null when all were.</param>
internal sealed record LogVerdict(long Entries, LogHead Last, LogFinding? Finding);

/// <summary>
/// Finds entries that were changed, removed, added, moved or cut off. A log that was written anew from an entry on, with head and all,
/// can be told only by somebody who knows a head from before.
/// </summary>
internal static class LogVerifier
{
    /// <param name="ends">The ends of the log.</param>
    /// <param name="entries">All entries, in the order in which they stand.</param>
    /// <param name="known">A head that was told earlier, to be found in the log; null where none is known.</param>
    public static LogVerdict Verify(LogEnds ends, IEnumerable<ChainedEntry> entries, LogHead? known = null)
    {
        var (last, removed, count) = (ends.Removed, LogChain.Begin, 0L);
        try
        {
            foreach (var one in entries)
            {
                if ((CheckNext(last, one) ?? CheckKnown(known, one)) is { } problem)
                    return new LogVerdict(count, last, problem);
                if (one.Entry.Kind == VenEventJson.CheckpointKind)
                    removed = RemovedBefore(one.Entry);
                last = one.Head;
                count++;
            }
        }
        catch (InvalidDataException e)
        {
            return new LogVerdict(count, last, new LogFinding(last.Sequence + 1, $"it cannot be read: {e.Message}"));
        }
        return new LogVerdict(count, last, CheckEnds(ends, last, removed, known));
    }

    private static LogFinding? CheckNext(LogHead before, ChainedEntry one)
    {
        var expected = before.Sequence + 1;
        var (entry, hash) = one;
        if (entry.Sequence > expected)
            return Missing(expected, entry.Sequence - 1);
        if (entry.Sequence < expected)
            return new LogFinding(entry.Sequence, $"it stands after entry {before.Sequence}");
        return LogChain.HashOf(before.Hash, entry) == hash
            ? null
            : new LogFinding(entry.Sequence, "its hash does not fit: it was changed, or the one before it was");
    }

    private static LogFinding? CheckKnown(LogHead? known, ChainedEntry one) =>
        known?.Sequence == one.Entry.Sequence && known.Hash != one.Hash
            ? new LogFinding(known.Sequence, "it is not the entry of the head that was given")
            : null;

    private static LogFinding? CheckEnds(LogEnds ends, LogHead last, LogHead removed, LogHead? known)
    {
        if (last.Sequence < ends.Newest.Sequence)
            return Missing(last.Sequence + 1, ends.Newest.Sequence);
        if (last.Sequence > ends.Newest.Sequence)
            return new LogFinding(ends.Newest.Sequence + 1, $"it was added: the log ended with entry {ends.Newest.Sequence}");
        if (last.Hash != ends.Newest.Hash)
            return new LogFinding(last.Sequence, "it is not the entry that the log ended with");
        if (removed != ends.Removed)
            return new LogFinding(
                removed.Sequence + 1,
                $"the newest checkpoint says that the log begins here, but it begins after entry {ends.Removed.Sequence}"
            );
        if (known is null || known.Sequence > ends.Removed.Sequence && known.Sequence <= last.Sequence || known == ends.Removed)
            return null;
        return known.Sequence > last.Sequence
            ? Missing(last.Sequence + 1, known.Sequence)
            : new LogFinding(
                known.Sequence,
                "it was removed with the entries before the checkpoint, so that the head cannot be looked for"
            );
    }

    private static LogFinding Missing(long first, long last) =>
        new(first, first == last ? "it is missing" : $"the entries {first} to {last} are missing");

    private static LogHead RemovedBefore(LogEntry checkpoint)
    {
        var read = (Checkpoint)VenEventJson.Read(checkpoint.Kind, checkpoint.Json);
        return new LogHead(read.RemovedThrough, read.RemovedHash);
    }
}
