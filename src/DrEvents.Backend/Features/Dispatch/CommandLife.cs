namespace DrEvents.Backend.Features.Dispatch;

/// <summary>How far a command came.</summary>
public static class CommandStatus
{
    /// <summary>Stored.</summary>
    public const string Dispatched = "dispatched";

    /// <summary>Taken by the broker.</summary>
    public const string Accepted = "accepted";

    /// <summary>The VEN obeys.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>The VEN does not obey.</summary>
    public const string Refused = "refused";

    /// <summary>Never answered.</summary>
    public const string Expired = "expired";

    /// <summary>A newer command made it void before it was answered.</summary>
    public const string Replaced = "replaced";
}

/// <summary>The life of one command, from its storing to its answer.</summary>
public sealed record CommandLife(
    string CorrelationId,
    string Op,
    int Revision,
    double? RequestedReductionKw,
    DateTimeOffset? EndsAt,
    DateTimeOffset ExpiresAt,
    DirectOrder? Order,
    DateTimeOffset DispatchedAt,
    string Status,
    string? Reason,
    DateTimeOffset? AcceptedAt,
    int Attempts,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? NextDueAt,
    DateTimeOffset? StartsAt = null
)
{
    /// <summary>Whether the command still waits for its answer.</summary>
    public bool IsOpen => Status is CommandStatus.Dispatched or CommandStatus.Accepted;

    /// <summary>From the broker's first acceptance to the answer, ms; an answer that overtook the acceptance took no time.</summary>
    public double? ResponseMs =>
        AnsweredAt is { } answered ? Math.Max(0, (answered - (AcceptedAt ?? DispatchedAt)).TotalMilliseconds) : null;

    /// <summary>A command that was just stored. Whoever stored it sends it at once; if that fails, it is due again after the first pause.</summary>
    public static CommandLife From(CommandDispatched e) =>
        new(
            e.CorrelationId,
            e.Op,
            e.Revision,
            e.RequestedReductionKw,
            e.EndsAt,
            e.ExpiresAt,
            e.Order,
            e.At,
            CommandStatus.Dispatched,
            e.Reason,
            AcceptedAt: null,
            Attempts: 0,
            AnsweredAt: null,
            NextDueAt: Earlier(e.At + BackOff.Pause(0), e.ExpiresAt),
            e.StartsAt
        );

    /// <summary>The broker took it, for the first time or again.</summary>
    public CommandLife Accepted(CommandAccepted e) =>
        this with
        {
            Status = Status == CommandStatus.Dispatched ? CommandStatus.Accepted : Status,
            AcceptedAt = AcceptedAt ?? e.At,
            Attempts = Math.Max(Attempts, e.Attempt),
            NextDueAt = IsOpen ? Earlier(e.At + BackOff.Pause(e.Attempt), ExpiresAt) : null,
        };

    /// <summary>The VEN answered; only the first answer counts.</summary>
    public CommandLife Answered(Dispatch.AckReceived e)
    {
        var accepted = e.AcceptedAt is { } at ? Accepted(new CommandAccepted(e.CorrelationId, e.Attempt ?? 1, at)) : this;
        return e.Standing == AckStandings.Repeated
            ? accepted
            : accepted with
            {
                Status = e.Ok ? CommandStatus.Acknowledged : CommandStatus.Refused,
                Reason = e.Ok ? Reason : e.Error,
                AnsweredAt = e.ReceivedAt,
                NextDueAt = null,
            };
    }

    /// <summary>The VEN's people took back what it had accepted.</summary>
    public CommandLife Withdrawn(OptedOut e) =>
        this with
        {
            Status = CommandStatus.Refused,
            Reason = "opted out: " + e.Reason,
            AnsweredAt = AnsweredAt ?? e.ReceivedAt,
            NextDueAt = null,
        };

    /// <summary>What was withdrawn is obeyed again.</summary>
    public CommandLife TakenUpAgain() => this with { Status = CommandStatus.Acknowledged, Reason = null };

    /// <summary>Its time is over without an answer.</summary>
    public CommandLife Expired(DateTimeOffset at) =>
        IsOpen ? this with { Status = CommandStatus.Expired, Reason = "no answer until " + at.ToString("O"), NextDueAt = null } : this;

    /// <summary>A newer command, or the end of the VEN's part, made it void.</summary>
    public CommandLife Replaced() => IsOpen ? this with { Status = CommandStatus.Replaced, NextDueAt = null } : this;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
