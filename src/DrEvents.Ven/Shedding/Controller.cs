using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>
/// Holds what the VEN is in and carries decisions out: first into the log, then onto the loads. One call at a time; nothing in here waits
/// for the network.
/// </summary>
internal sealed partial class Controller(
    string venId,
    IEnumerable<ILoad> loads,
    EventLog log,
    TimeSpan reportInterval,
    ILogger logger,
    ReturnPace pace = default
)
{
    private readonly Lock _gate = new();
    private readonly Panel _panel = new(loads);
    private readonly BaselineHistory _history = new();
    private readonly Journal _journal = new(log, logger);
    private readonly Reporting.MeterRecord _meter = new();
    private readonly DeliveryMeter _delivery = new();
    private VenState _state = VenState.Initial;
    private DateTimeOffset _sampledAt;
    private DateTimeOffset _resumedAt;

    /// <summary>Time between two samples.</summary>
    public TimeSpan ReportInterval => _state.ReportIntervalS is { } seconds ? TimeSpan.FromSeconds(seconds) : reportInterval;

    /// <summary>Whole seconds between two samples, as the wire tells them.</summary>
    public int ReportIntervalS => Math.Max(1, (int)ReportInterval.TotalSeconds);

    /// <summary>The number of the newest connection that was written down; null where there is none.</summary>
    public long? Session
    {
        get
        {
            lock (_gate)
                return _state.Session;
        }
    }

    /// <summary>Takes up what the log says, as it was or as time has changed it since.</summary>
    public void Resume(DateTimeOffset now)
    {
        lock (_gate)
        {
            _resumedAt = now;
            var isWhole = Replay(now);
            if (!isWhole)
                _panel.ReleaseAll(now);
            ApplyLimits(now);
            DoWhatIsDue(now);
        }
    }

    /// <summary>When <see cref="Advance"/> has to be called next, at the latest.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now)
    {
        lock (_gate)
            return Clockwork.NextDue(_state, now);
    }

    /// <summary>Does what time has brought, and says whether a reduction began or ended.</summary>
    public bool Advance(DateTimeOffset now)
    {
        lock (_gate)
        {
            var before = _state;
            _journal.Tend(now, _state);
            DoWhatIsDue(now);
            if (!_state.Returning.IsEmpty)
                ApplyLimits(now);
            return ShedChanged(before);
        }
    }

    /// <summary>Writes down something that is no decision.</summary>
    public void Note(DateTimeOffset now, VenEvent happened)
    {
        lock (_gate)
            Commit(now, [happened]);
    }

    /// <summary>Obeys or refuses a command. A repeat of one that was answered gets the same answer, and nothing else happens.</summary>
    public CommandOutcome Handle(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        now = ToMilliseconds(now);
        lock (_gate)
        {
            var received = new CommandReceived(Encoding.UTF8.GetString(payload.Span));
            if (!VenCommand.Read(payload).TryGet(out var command, out var error))
                return Refuse(received, now, error);
            if (command.VenId.Length > 0 && command.VenId != venId)
                return Discard(received, now, $"meant for {command.VenId}");
            if (_state.AnswerTo(command.CorrelationId) is { } before)
            {
                Commit(now, [received]);
                return new CommandOutcome(Encoding.UTF8.GetBytes(before));
            }
            return Obey(received, command, now);
        }
    }

    /// <summary>Whether a command was answered before, as far as that is remembered.</summary>
    public bool HasAnswered(string correlationId)
    {
        lock (_gate)
            return _state.AnswerTo(correlationId) is not null;
    }

    private CommandOutcome Obey(CommandReceived received, VenCommand command, DateTimeOffset now)
    {
        var before = _state;
        // What time has brought comes first: a command must not find a reduction running that is over.
        DoWhatIsDue(now);
        var decision = CommandDecider.Decide(LookNow(now), command);
        var (ack, written) = Answer(decision);
        if (!TryCommit(now, written))
        {
            if (!CommandDecider.IsHarmless(decision.Happened))
            {
                decision = CommandDecider.Refuse(LookNow(now), command, RefusalReasons.LogUnavailable);
                (ack, written) = Answer(decision);
            }
            CommitUnwritten(now, written);
        }
        DoWhatIsDue(now, isJustLimited: decision.Happened.Any(h => h is LoadsLimited or GentleReturnBegan));
        LogAnswered(command.Op, command.EventId ?? "no event", decision.Ack.Ok ? "obeyed" : $"refused: {decision.Ack.Error}");
        return new CommandOutcome(ack)
        {
            IssuedAt = command.IssuedAt,
            ShedChanged = ShedChanged(before),
            DescriptionsChanged = !ReferenceEquals(before.LoadSettings, _state.LoadSettings),
            SettingsChanged = before.ReportIntervalS != _state.ReportIntervalS || before.IsEnabled != _state.IsEnabled,
        };

        (byte[] Ack, IReadOnlyList<VenEvent> Written) Answer(Decision decision)
        {
            var ack = decision.Ack.ToUtf8();
            var answered = new CommandAnswered(command.CorrelationId, Encoding.UTF8.GetString(ack));
            return (ack, [received, .. decision.Happened, answered]);
        }
    }

    private CommandOutcome Refuse(CommandReceived received, DateTimeOffset now, string error)
    {
        if (Envelope.Read(received.Payload) is not var (op, correlationId))
            return Discard(received, now, error);
        var ack = new VenAck
        {
            Op = op,
            CorrelationId = correlationId,
            Ok = false,
            At = now,
            VenId = venId,
            Error = error,
        }.ToUtf8();
        Commit(now, [received, new CommandAnswered(correlationId, Encoding.UTF8.GetString(ack))]);
        LogAnswered(op, "no event", $"refused: {error}");
        return new CommandOutcome(ack);
    }

    private CommandOutcome Discard(CommandReceived received, DateTimeOffset now, string reason)
    {
        Commit(now, [received, new CommandDiscarded(reason)]);
        LogDiscarded(reason);
        return new CommandOutcome(Ack: null);
    }

    private void DoWhatIsDue(DateTimeOffset now, bool isJustLimited = false)
    {
        var look = LookNow(now) with { IsJustLimited = isJustLimited };
        if (!TryCommit(now, Clockwork.Decide(look)))
            CommitUnwritten(now, Clockwork.Decide(look with { IsLogWritable = false }));
    }

    /// <summary>For what takes nothing from anybody, and happens whether it can be written down or not.</summary>
    private void Commit(DateTimeOffset now, IReadOnlyList<VenEvent> happened)
    {
        if (!TryCommit(now, happened))
            CommitUnwritten(now, happened);
    }

    /// <summary>The log first: what is not written down has not happened.</summary>
    private bool TryCommit(DateTimeOffset now, IReadOnlyList<VenEvent> happened)
    {
        if (happened.Count == 0)
            return true;
        happened = _delivery.Before(happened, () => LookNow(now));
        if (!_journal.TryWrite(now, happened, _state))
            return false;
        Become(now, happened);
        return true;
    }

    /// <summary>Without a log nobody stays shed; it is written down when that is possible again.</summary>
    private void CommitUnwritten(DateTimeOffset now, IReadOnlyList<VenEvent> happened)
    {
        happened = _delivery.Before(happened, () => LookNow(now));
        _journal.Hold(now, happened);
        Become(now, happened);
    }

    private void Become(DateTimeOffset now, IReadOnlyList<VenEvent> happened)
    {
        foreach (var one in happened)
            _state = _state.Apply(now, one);
        ApplyLimits(now);
    }

    private bool ShedChanged(VenState before) => before.Shed != _state.Shed || !ReferenceEquals(before.LoadSheds, _state.LoadSheds);

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    [LoggerMessage(Level = LogLevel.Information, Message = "Command {Op} ({EventId}) {Outcome}")]
    private partial void LogAnswered(string op, string eventId, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A command was discarded: {Reason}")]
    private partial void LogDiscarded(string reason);
}
