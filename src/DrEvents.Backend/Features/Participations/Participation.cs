namespace DrEvents.Backend.Features.Participations;

public static class ParticipationStatus
{
    public const string Announced = "announced";
    public const string Pending = "pending";
    public const string Shedding = "shedding";
    public const string Refused = "refused";

    /// <summary>Taken out of the event by the people behind it. It is offered no more until they take it back in.</summary>
    public const string OptedOut = "optedOut";
    public const string Displaced = "displaced";
    public const string Skipped = "skipped";
    public const string Restoring = "restoring";
    public const string Restored = "restored";

    /// <summary>Over without an answer to a restore.</summary>
    public const string Ended = "ended";
}

/// <summary>One VEN's side of an event (<c>evt-…/{venId}</c>), or of a direct command (<c>cmd-…/{venId}</c>): what it was told and answered.</summary>
public sealed record Participation
{
    public required string Id { get; init; }

    /// <summary>The DR event; null for a direct command.</summary>
    public string? EventId { get; init; }
    public required string VenId { get; init; }
    public string Status { get; init; } = ParticipationStatus.Pending;
    public string? Reason { get; init; }
    public double RequestedKw { get; init; }
    public int Revision { get; init; }

    /// <summary>What the VEN accepted to shed, or accepted to begin to shed at the start, kW.</summary>
    public double? AcceptedKw { get; init; }

    /// <summary>From the broker's acceptance of the first shed that the VEN obeyed to that acknowledgement, ms.</summary>
    public double? ResponseMs =>
        Commands
            .FirstOrDefault(c => c.Status == CommandStatus.Acknowledged && c.Op is not (CommandOps.Restore or CommandOps.Event))
            ?.ResponseMs;

    /// <summary>When it was first told to shed, or before that at the start announced to it; null while it was not told.</summary>
    public DateTimeOffset? BeganAt
    {
        get
        {
            var told = Commands.Where(c => !c.WasTakenBack).ToList();
            var before = told.TakeWhile(c => c.Op != CommandOps.ShedPanel).LastOrDefault();
            var shed = told.Find(c => c.Op == CommandOps.ShedPanel);
            return before?.StartsAt < shed?.ReadyAt ? before?.StartsAt : shed?.ReadyAt;
        }
    }

    /// <summary>Until when it was to shed, by its newest command to do so and what came after it; null while it was never told to.</summary>
    public DateTimeOffset? ShedUntil
    {
        get
        {
            var sheds = Commands.Where(c => !c.WasTakenBack).SkipWhile(c => c.Op != CommandOps.ShedPanel).ToList();
            return new[]
            {
                sheds.FindLast(c => c.Op == CommandOps.ShedPanel)?.EndsAt,
                sheds.Count > 0 && sheds[^1].Op == CommandOps.Restore ? sheds[^1].DispatchedAt : null,
                sheds.Count > 0 && Status == ParticipationStatus.OptedOut ? SaidAt : null,
            }.Min();
        }
    }

    public bool WasToldToShed => Commands.Any(c => c.Op == CommandOps.ShedPanel && !c.WasTakenBack);

    /// <summary>Whether the VEN may know of the event by an announcement that was not taken back.</summary>
    public bool WasAnnounced =>
        Commands.LastOrDefault(c => c.Op is CommandOps.Event or CommandOps.Restore)
            is { Op: CommandOps.Event, Status: not CommandStatus.Refused };

    public IReadOnlyList<string> CurtailedIds { get; init; } = [];

    /// <summary>When the VEN last said something new, by its own clock where it told the time.</summary>
    public DateTimeOffset? SaidAt { get; init; }
    public IReadOnlyList<CommandLife> Commands { get; init; } = [];

    /// <summary>When a command has to be sent again, or declared expired; null when all are settled.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>Whether its newest command is stored ahead of the event's start and not sent yet.</summary>
    public bool IsReady(DateTimeOffset now) => IsHeld && Newest?.SendAt > now;

    /// <summary>Whether the event holds the VEN: it was told to shed, has not refused, and was neither told to restore nor displaced.</summary>
    public bool IsHeld => Status is ParticipationStatus.Pending or ParticipationStatus.Shedding;
    public string? NewestId => Newest?.CorrelationId;
    public CommandLife? Newest => Commands.Count > 0 ? Commands[^1] : null;

    public static string StreamOf(string owner, string venId) => owner + "/" + venId;

    public static (string Owner, string VenId)? Parse(string stream) =>
        stream.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && (stream.StartsWith("evt-", StringComparison.Ordinal) || DirectCommands.IsOne(stream))
            ? (stream[..slash], stream[(slash + 1)..])
            : null;

    public static Participation? Fold(Participation? state, string id, object stored)
    {
        if (state is null)
        {
            if (Parse(id) is not var (owner, venId))
                return null;
            state = new Participation
            {
                Id = id,
                EventId = DirectCommands.IsOne(owner) ? null : owner,
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
            ParticipationSkipped e => state.Settled() with { Status = ParticipationStatus.Skipped, Reason = e.Reason },
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

    private Participation Settled() => this with { Commands = [.. Commands.Select(c => c.Replaced())] };

    private Participation With(string correlationId, Func<CommandLife, CommandLife> change) =>
        this with
        {
            Commands = [.. Commands.Select(c => c.CorrelationId == correlationId ? change(c) : c)],
        };
}
