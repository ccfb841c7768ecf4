using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Log;

/// <summary>
/// Writes to the log while it can be written, and holds back what happened all the same while it cannot: the end of a reduction does not
/// wait for a disk. What was held back is written first when there is room again. Callers take turns.
/// </summary>
internal sealed partial class Journal(EventLog log, ILogger logger)
{
    /// <summary>Hours of a reduction that is followed; when there is more, the oldest is lost, and the log will say how much.</summary>
    private const int HeldMax = 2_000;

    private readonly Queue<(DateTimeOffset At, VenEvent Happened)> _held = [];
    private LogInterrupted? _interrupted;
    private bool _hasBegunAnew;

    /// <summary>Whether the last attempt to write succeeded.</summary>
    public bool IsWritable => _interrupted is null;

    /// <summary>What the VEN is in by its log. A log that cannot be read is put aside, and nothing is known any more.</summary>
    /// <param name="replayed">Told of every entry: its time, and the state after it.</param>
    /// <returns>The state, and whether it is all that was known.</returns>
    public (VenState State, bool IsWhole) Replay(Action<DateTimeOffset, VenState> replayed)
    {
        try
        {
            var state = VenState.Initial;
            var unknown = 0;
            foreach (var entry in log.ReadSinceCheckpoint())
            {
                if (VenEventJson.Knows(entry.Kind))
                    state = state.Apply(entry.At, VenEventJson.Read(entry.Kind, entry.Json));
                else
                    unknown++;
                replayed(entry.At, state);
            }
            if (unknown > 0)
                LogUnknown(unknown);
            return (state, true);
        }
        catch (Exception e) when (e is LogUnavailableException or InvalidDataException)
        {
            LogBegunAnew(log.BeginAnew(e.Message));
            return (VenState.Initial, false);
        }
    }

    /// <summary>Writes all of it down, or nothing.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="happened">What.</param>
    /// <param name="before">What the VEN was in before, for a log that has to begin anew.</param>
    /// <returns>Whether it is written; otherwise none of it must happen, unless it is <see cref="Hold">held</see>.</returns>
    public bool TryWrite(DateTimeOffset at, IReadOnlyList<VenEvent> happened, VenState before)
    {
        try
        {
            WriteHeld(at);
            log.Append(at, happened);
            return true;
        }
        catch (LogUnavailableException e)
        {
            Interrupt(at, e);
            return e.IsDamaged && TryBeginAnew(at, e.Message, before) && TryWrite(at, happened, before);
        }
    }

    /// <summary>Takes over what happens although it cannot be written now.</summary>
    public void Hold(DateTimeOffset at, IReadOnlyList<VenEvent> happened)
    {
        foreach (var one in happened)
            _held.Enqueue((at, one));
        for (; _held.Count > HeldMax; _held.Dequeue())
            _interrupted = _interrupted! with { EntriesLost = _interrupted.EntriesLost + 1 };
    }

    /// <summary>Looks whether the log can be written again, and whether a checkpoint is due.</summary>
    public void Tend(DateTimeOffset now, VenState state)
    {
        try
        {
            // Before what was held, because it makes room; what was held is in the state already, and does not change it when it is replayed.
            if (log.IsCheckpointDue(now))
                log.WriteCheckpoint(now, state);
            WriteHeld(now);
        }
        catch (LogUnavailableException e)
        {
            Interrupt(now, e);
        }
    }

    private void WriteHeld(DateTimeOffset now)
    {
        if (_interrupted is not { } interrupted)
            return;
        log.Append(now, [interrupted]);
        _interrupted = interrupted with { EntriesLost = 0 };
        while (_held.TryPeek(out var first))
        {
            var together = _held.TakeWhile(h => h.At == first.At).Select(h => h.Happened).ToList();
            log.Append(first.At, together);
            for (var written = 0; written < together.Count; written++)
                _held.Dequeue();
        }
        _interrupted = null;
        LogWritable(interrupted.Since);
    }

    private bool TryBeginAnew(DateTimeOffset now, string problem, VenState state)
    {
        // Once: where the new file breaks as well, the disk does.
        if (_hasBegunAnew)
            return false;
        try
        {
            LogBegunAnew(log.BeginAnew(problem));
            _hasBegunAnew = true;
            log.WriteCheckpoint(now, state);
            return true;
        }
        catch (IOException e)
        {
            LogNotBegun(e.Message);
            return false;
        }
    }

    private void Interrupt(DateTimeOffset now, LogUnavailableException e)
    {
        if (_interrupted is not null)
            return;
        _interrupted = new LogInterrupted(now, e.Message, 0);
        LogUnwritable(e.Message);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The log cannot be written: {Problem}. What runs goes on to its end; nothing new is begun until the log can be written again. "
            + "Is the disk full? (df -h)"
    )]
    private partial void LogUnwritable(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log can be written again; it could not since {Since:u}")]
    private partial void LogWritable(DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Error, Message = "{What}")]
    private partial void LogBegunAnew(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log is broken and cannot be put aside: {Problem}")]
    private partial void LogNotBegun(string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} entries of the log are of kinds that a newer version wrote; they are passed over"
    )]
    private partial void LogUnknown(int count);
}
