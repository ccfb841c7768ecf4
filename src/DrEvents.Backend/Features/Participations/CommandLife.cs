namespace DrEvents.Backend.Features.Participations;

public static class CommandStatus
{
    public const string Dispatched = "dispatched";
    public const string Published = "published";
    public const string Acknowledged = "acknowledged";
    public const string Refused = "refused";
    public const string Expired = "expired";
    public const string Replaced = "replaced";
}

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
    DateTimeOffset? NextDueAt,
    DateTimeOffset? StartsAt = null,
    DateTimeOffset? SendAt = null,
    DateTimeOffset? AcceptedAt = null,
    int Attempts = 0,
    DateTimeOffset? AnsweredAt = null,
    int? ReturnSeconds = null
)
{
    /// <summary>What the reason of a command begins with that its people withdrew.</summary>
    public const string OptedOutPrefix = "opted out: ";

    /// <summary>When it was there to be sent: at the start of its event, where it was stored ahead of it.</summary>
    public DateTimeOffset ReadyAt => SendAt ?? DispatchedAt;
    public bool IsOpen => Status is CommandStatus.Dispatched or CommandStatus.Published;

    /// <summary>Whether it was stored ahead of its event's start and replaced before it was sent: no VEN was told.</summary>
    public bool WasTakenBack => SendAt is not null && Status == CommandStatus.Replaced && AcceptedAt is null;

    /// <summary>From the moment it was handed to the broker that took it to the answer, ms.</summary>
    public double? ResponseMs => AnsweredAt is { } answered ? Math.Max(0, (answered - (AcceptedAt ?? ReadyAt)).TotalMilliseconds) : null;

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
            Earlier((e.SendAt ?? e.At) + ResendPause.After(0), e.ExpiresAt),
            e.StartsAt,
            e.SendAt,
            ReturnSeconds: e.ReturnSeconds
        );

    public CommandLife Accepted(CommandAccepted e) =>
        this with
        {
            Status = Status == CommandStatus.Dispatched ? CommandStatus.Published : Status,
            AcceptedAt = AcceptedAt ?? e.At,
            Attempts = Math.Max(Attempts, e.Attempt),
            NextDueAt = IsOpen ? Earlier(e.At + ResendPause.After(e.Attempt), ExpiresAt) : null,
        };

    public CommandLife Answered(AckReceived e)
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

    public CommandLife Withdrawn(OptedOut e) =>
        this with
        {
            Status = CommandStatus.Refused,
            Reason = OptedOutPrefix + e.Reason,
            AnsweredAt = AnsweredAt ?? e.ReceivedAt,
            NextDueAt = null,
        };

    public CommandLife TakenUpAgain() => this with { Status = CommandStatus.Acknowledged, Reason = null };

    public CommandLife Expired(DateTimeOffset at) =>
        IsOpen ? this with { Status = CommandStatus.Expired, Reason = "no answer until " + at.ToString("O"), NextDueAt = null } : this;

    public CommandLife Replaced() => IsOpen ? this with { Status = CommandStatus.Replaced, NextDueAt = null } : this;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>Pauses between two sendings of one command: 2, 4, 8 … up to 60 s, until it is answered or expires.</summary>
public static class ResendPause
{
    private const double FirstSeconds = 2;
    private const double LongestSeconds = 60;

    public static TimeSpan After(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(LongestSeconds, FirstSeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 10))));
}
