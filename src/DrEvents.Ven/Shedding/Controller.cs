using System.Text;
using System.Text.Json;
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
    /// <summary>Clocks are corrected by fractions of a second all the time.</summary>
    private static readonly TimeSpan SetBackMin = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Panel _panel = new(loads);
    private readonly BaselineHistory _history = new();
    private VenState _state = VenState.Initial;
    private DateTimeOffset _sampledAt;
    private DateTimeOffset _seenAt;

    /// <summary>Time between two samples.</summary>
    public TimeSpan ReportInterval => _state.ReportIntervalS is { } seconds ? TimeSpan.FromSeconds(seconds) : reportInterval;

    /// <summary>Whole seconds between two samples, as the wire tells them.</summary>
    public int ReportIntervalS => Math.Max(1, (int)ReportInterval.TotalSeconds);

    /// <summary>Takes up what the log says, as it was or as time has changed it since.</summary>
    public void Resume(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var entry in log.Read())
            {
                var before = _state;
                _state = _state.Apply(entry.At, VenEventJson.Read(entry.Kind, entry.Json));
                if (!before.HasLimitsOf(_state) && now - entry.At < Panel.Memory)
                    _panel.Recall(_state.LimitsAt(entry.At), entry.At);
                _seenAt = entry.At;
            }
            FollowClock(now);
            _panel.Apply(_state.LimitsAt(now), now);
            Commit(now, Clockwork.Decide(LookNow(now)));
        }
    }

    /// <summary>Everything at this moment.</summary>
    public Situation Look(DateTimeOffset now)
    {
        lock (_gate)
            return LookNow(now);
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
            FollowClock(now);
            var before = _state;
            Commit(now, Clockwork.Decide(LookNow(now)));
            if (!_state.Returning.IsEmpty)
                _panel.Apply(_state.LimitsAt(now), now);
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
            FollowClock(now);
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

    /// <summary>Measures a sample. Two samples never have the same time, which is what tells them apart.</summary>
    public TelemetrySample Sample(DateTimeOffset now)
    {
        lock (_gate)
        {
            FollowClock(now);
            var look = LookNow(now);
            var at = ToMilliseconds(now);
            _sampledAt = at > _sampledAt ? at : _sampledAt.AddMilliseconds(1);
            if (!look.State.IsLimiting)
                _history.Add(_sampledAt, look.UsedKw);
            return Reporting.Report.Sample(look, _sampledAt);
        }
    }

    private CommandOutcome Obey(CommandReceived received, VenCommand command, DateTimeOffset now)
    {
        var before = _state;
        // What time has brought comes first: a command must not find a reduction running that is over.
        var overdue = Clockwork.Decide(LookNow(now));
        var look = overdue.Aggregate(LookNow(now), (l, one) => l.After(one));
        var decision = CommandDecider.Decide(look, command);
        var ack = decision.Ack.ToUtf8();
        var answered = new CommandAnswered(command.CorrelationId, Encoding.UTF8.GetString(ack));
        Commit(now, [.. overdue, received, .. decision.Happened, answered]);
        Commit(now, Clockwork.Decide(LookNow(now)));
        LogAnswered(command.Op, command.EventId, decision.Ack.Ok, decision.Ack.Error);
        return new CommandOutcome(ack)
        {
            ShedChanged = ShedChanged(before),
            DescriptionsChanged = !ReferenceEquals(before.LoadSettings, _state.LoadSettings),
            SettingsChanged = before.ReportIntervalS != _state.ReportIntervalS || before.IsEnabled != _state.IsEnabled,
        };
    }

    private CommandOutcome Refuse(CommandReceived received, DateTimeOffset now, string error)
    {
        if (Envelope(received.Payload) is not var (op, correlationId))
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
        LogAnswered(op, null, false, error);
        return new CommandOutcome(ack);
    }

    private CommandOutcome Discard(CommandReceived received, DateTimeOffset now, string reason)
    {
        Commit(now, [received, new CommandDiscarded(reason)]);
        LogDiscarded(reason);
        return new CommandOutcome(Ack: null);
    }

    /// <summary>Who to answer when the rest of a command cannot be read.</summary>
    private static (string Op, string CorrelationId)? Envelope(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "correlationId") is { } correlationId)
                return (CommandOps.Canonical(Text(root, "op") ?? "unknown"), correlationId);
        }
        catch (JsonException)
        {
            return null;
        }
        return null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Notices a clock that was set back, by the time of the last call or, after a start, of the last entry.</summary>
    private void FollowClock(DateTimeOffset now)
    {
        var back = _seenAt - now;
        _seenAt = now;
        if (back < SetBackMin)
            return;
        _sampledAt = now.AddMilliseconds(-1);
        Commit(now, [new ClockSetBack(back.TotalSeconds)]);
    }

    private Situation LookNow(DateTimeOffset now) =>
        new(venId, _state, _panel.MeasureAt(now, _state.WithSettings), _history.EstimateAt(now), ReportInterval, ToMilliseconds(now))
        {
            Pace = pace,
        };

    /// <summary>The log first: what is not written down has not happened.</summary>
    private void Commit(DateTimeOffset now, IReadOnlyList<VenEvent> happened)
    {
        if (happened.Count == 0)
            return;
        log.Append(now, happened);
        foreach (var one in happened)
            _state = _state.Apply(now, one);
        _panel.Apply(_state.LimitsAt(now), now);
    }

    private bool ShedChanged(VenState before) => before.Shed != _state.Shed || !ReferenceEquals(before.LoadSheds, _state.LoadSheds);

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    [LoggerMessage(Level = LogLevel.Information, Message = "{Op} for {EventId} answered: ok {Ok}, {Error}")]
    private partial void LogAnswered(string op, string? eventId, bool ok, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A command was discarded: {Reason}")]
    private partial void LogDiscarded(string reason);
}

/// <summary>What became of a command.</summary>
/// <param name="Ack">The answer to send; null when nobody can be answered.</param>
internal readonly record struct CommandOutcome(byte[]? Ack)
{
    /// <summary>A reduction began or ended.</summary>
    public bool ShedChanged { get; init; }

    /// <summary>A load is described otherwise than before.</summary>
    public bool DescriptionsChanged { get; init; }

    /// <summary>The VEN's own settings changed.</summary>
    public bool SettingsChanged { get; init; }
}
