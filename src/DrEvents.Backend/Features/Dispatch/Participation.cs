using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Where a VEN stands in an event.</summary>
public static class ParticipationStatus
{
    /// <summary>Told ahead of the start; it begins by itself.</summary>
    public const string Announced = "announced";

    /// <summary>Told to shed, not answered yet.</summary>
    public const string Pending = "pending";

    /// <summary>Said that it sheds.</summary>
    public const string Shedding = "shedding";

    /// <summary>Said that it does not.</summary>
    public const string Refused = "refused";

    /// <summary>Taken out of the event by the people behind it. It is offered no more until they take it back in.</summary>
    public const string OptedOut = "optedOut";

    /// <summary>Taken by an event that goes before this one.</summary>
    public const string Displaced = "displaced";

    /// <summary>Asked for nothing.</summary>
    public const string Skipped = "skipped";

    /// <summary>Told to restore, not answered yet.</summary>
    public const string Restoring = "restoring";

    /// <summary>Said that it restored.</summary>
    public const string Restored = "restored";

    /// <summary>Over without an answer to a restore.</summary>
    public const string Ended = "ended";
}

/// <summary>
/// One VEN's side of an event (stream <c>evt-…/{venId}</c>), or of a single direct command outside of any event (stream
/// <c>cmd-…/{venId}</c>, <see cref="EventId"/> null): what it was told, what it answered. State is the fold of that stream.
/// </summary>
public sealed record Participation
{
    /// <summary>The stream's name.</summary>
    public required string Id { get; init; }

    /// <summary>The DR event; null for a direct command.</summary>
    public string? EventId { get; init; }

    /// <summary>The VEN.</summary>
    public required string VenId { get; init; }

    /// <summary>One of <see cref="ParticipationStatus"/>.</summary>
    public string Status { get; init; } = ParticipationStatus.Pending;

    /// <summary>Why, where it is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>What the VEN is asked for, kW.</summary>
    public double RequestedKw { get; init; }

    /// <summary>The revision of the event that the newest command carries.</summary>
    public int Revision { get; init; }

    /// <summary>What the VEN accepted to shed, or accepted to begin to shed at the start, kW.</summary>
    public double? AcceptedKw { get; init; }

    /// <summary>From the broker's acceptance of the first shed that the VEN obeyed to that acknowledgement, ms.</summary>
    public double? ResponseMs =>
        Commands
            .FirstOrDefault(c => c.Status == CommandStatus.Acknowledged && c.Op is not (CommandOps.Restore or CommandOps.Event))
            ?.ResponseMs;

    /// <summary>
    /// When its part began: when it was first told to shed, or before that at the start that was announced to it; null while it was not told.
    /// </summary>
    public DateTimeOffset? BeganAt
    {
        get
        {
            CommandLife? before = null;
            foreach (var command in Commands)
            {
                if (command.Op == CommandOps.ShedPanel)
                    return before?.StartsAt < command.DispatchedAt ? before.StartsAt : command.DispatchedAt;
                before = command;
            }
            return null;
        }
    }

    /// <summary>Whether the VEN was told to shed for the event, whatever became of it.</summary>
    public bool WasToldToShed => Commands.Any(c => c.Op == CommandOps.ShedPanel);

    /// <summary>Loads that the VEN says it curtails now.</summary>
    public IReadOnlyList<string> CurtailedIds { get; init; } = [];

    /// <summary>When the VEN last said something new, by its own clock where it told the time.</summary>
    public DateTimeOffset? SaidAt { get; init; }

    /// <summary>All commands, oldest first.</summary>
    public IReadOnlyList<CommandLife> Commands { get; init; } = [];

    /// <summary>When a command has to be sent again, or declared expired; null when all are settled.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>Whether the event holds the VEN: it was told to shed, has not refused, and was neither told to restore nor displaced.</summary>
    public bool IsHeld => Status is ParticipationStatus.Pending or ParticipationStatus.Shedding;

    /// <summary>The newest command.</summary>
    public CommandLife? Newest => Commands.Count > 0 ? Commands[^1] : null;

    /// <summary>The name of a participation's stream.</summary>
    public static string StreamOf(string owner, string venId) => owner + "/" + venId;

    /// <summary>Takes a stream's name apart: the event, or the direct command, and the VEN.</summary>
    public static (string Owner, string VenId)? Parse(string stream) =>
        stream.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && (stream.StartsWith("evt-", StringComparison.Ordinal) || stream.StartsWith(DirectCommands.Prefix, StringComparison.Ordinal))
            ? (stream[..slash], stream[(slash + 1)..])
            : null;

    /// <summary>The state after one more stored event.</summary>
    public static Participation? Fold(Participation? state, string id, object stored)
    {
        if (state is null)
        {
            if (Parse(id) is not var (owner, venId))
                return null;
            state = new Participation
            {
                Id = id,
                EventId = owner.StartsWith(DirectCommands.Prefix, StringComparison.Ordinal) ? null : owner,
                VenId = venId,
            };
        }
        var next = stored switch
        {
            CommandDispatched e => state.Dispatched(e),
            CommandAccepted e => state.With(e.CorrelationId, c => c.Accepted(e)),
            CommandExpired e => state.With(e.CorrelationId, c => c.Expired(e.At)) with { Reason = "no answer" },
            AckReceived e => state.Answered(e),
            OptedOut e => state.Left(e),
            OptedIn e => state.Returned(e),
            ParticipationSkipped e => state with { Status = ParticipationStatus.Skipped, Reason = e.Reason },
            ParticipationDisplaced e => state.Settled() with { Status = ParticipationStatus.Displaced, Reason = "by " + e.ByEventId },
            ParticipationEnded e => state.Settled() with { Status = ParticipationStatus.Ended, Reason = e.Reason },
            _ => state,
        };
        return next with { NextDueAt = next.Commands.Min(c => c.NextDueAt) };
    }

    private Participation Dispatched(CommandDispatched e)
    {
        var settled = Settled();
        return settled with
        {
            Commands = [.. settled.Commands, CommandLife.From(e)],
            Revision = e.Revision,
            RequestedKw = e.RequestedReductionKw ?? RequestedKw,
            Status = e.Op switch
            {
                CommandOps.Event => ParticipationStatus.Announced,
                CommandOps.Restore => AfterRestore(),
                _ => ParticipationStatus.Pending,
            },
            Reason = Status == ParticipationStatus.OptedOut && e.Op == CommandOps.Restore ? Reason : e.Reason,
            AcceptedKw = e.Op == CommandOps.Event ? null : AcceptedKw,
        };
    }

    /// <summary>One that was told ahead and not needed after all is asked for nothing, until it is offered a part again.</summary>
    private string AfterRestore() =>
        Status switch
        {
            ParticipationStatus.OptedOut => Status,
            ParticipationStatus.Announced => ParticipationStatus.Skipped,
            _ => ParticipationStatus.Restoring,
        };

    private Participation Answered(AckReceived e)
    {
        var next = With(e.CorrelationId, c => c.Answered(e)) with
        {
            SaidAt = e.Standing == AckStandings.Repeated ? SaidAt : e.VenAt ?? e.ReceivedAt,
        };
        // An answer that comes after the VEN was displaced, or after its part ended, does not bring it back.
        var isAwaited = IsHeld || Status is ParticipationStatus.Announced or ParticipationStatus.Refused or ParticipationStatus.Restoring;
        if (!isAwaited || e.Standing == AckStandings.Repeated || Newest?.CorrelationId != e.CorrelationId)
            return next;
        var isRestore = Newest.Op == CommandOps.Restore;
        var isAnnouncement = Newest.Op == CommandOps.Event;
        return next with
        {
            Status = (isRestore, e.Ok) switch
            {
                (true, true) => ParticipationStatus.Restored,
                (true, false) => ParticipationStatus.Ended,
                (false, true) => isAnnouncement ? ParticipationStatus.Announced : ParticipationStatus.Shedding,
                (false, false) => ParticipationStatus.Refused,
            },
            Reason = e.Ok ? null : e.Error ?? "refused",
            AcceptedKw =
                isRestore || !e.Ok ? AcceptedKw
                : isAnnouncement ? RequestedKw
                : e.ActualShedKw ?? e.RequestedShedKw,
            CurtailedIds =
                isRestore || !e.Ok ? [] : [.. (e.CircuitsCurtailed ?? []).Where(c => c.CurtailedKw is null or > 0).Select(c => c.Id)],
        };
    }

    private Participation Left(OptedOut e)
    {
        var next = With(e.CorrelationId, c => c.Withdrawn(e)) with { SaidAt = e.VenAt ?? e.ReceivedAt };
        return IsHeld || Status is ParticipationStatus.Announced or ParticipationStatus.Refused or ParticipationStatus.OptedOut
            ? next.Settled() with
            {
                Status = ParticipationStatus.OptedOut,
                Reason = e.Reason,
                CurtailedIds = [],
            }
            : next;
    }

    private Participation Returned(OptedIn e) =>
        With(e.CorrelationId, c => c.TakenUpAgain()) with
        {
            SaidAt = e.VenAt ?? e.ReceivedAt,
            Status = e.StartsAt is null ? ParticipationStatus.Shedding : ParticipationStatus.Announced,
            Reason = null,
            AcceptedKw = e.ActualShedKw ?? AcceptedKw,
        };

    /// <summary>Commands that nobody needs an answer to any more are not sent again.</summary>
    private Participation Settled() => this with { Commands = [.. Commands.Select(c => c.Replaced())] };

    private Participation With(string correlationId, Func<CommandLife, CommandLife> change) =>
        this with
        {
            Commands = [.. Commands.Select(c => c.CorrelationId == correlationId ? change(c) : c)],
        };
}
