namespace DrEvents.Backend.Features.Participations;

/// <summary>A command was decided and stored; it is sent and repeated until it is answered or expires. Powers in kW.</summary>
/// <param name="Revision">A higher one for the same event replaces the lower.</param>
/// <param name="EndsAt">Until when, for a shed or its announcement.</param>
/// <param name="ExpiresAt">From here on the command is neither sent nor obeyed.</param>
/// <param name="Order">What else a direct command says; null within an event.</param>
/// <param name="StartsAt">For an announcement, when the VEN begins by itself.</param>
/// <param name="SendAt">When it is sent, where it was stored ahead of its event's start; null when it was sent at once.</param>
/// <param name="ReturnSeconds">For how long the home returns gently after the reduction; 0 for at once, null for the VEN's own pace.</param>
/// <param name="MaxKw">Most that may be asked of the VEN, where that was limited when this was decided.</param>
public sealed record CommandDispatched(
    string CorrelationId,
    string Op,
    int Revision,
    double? RequestedReductionKw,
    DateTimeOffset? EndsAt,
    DateTimeOffset ExpiresAt,
    string Reason,
    DirectOrder? Order,
    DateTimeOffset At,
    DateTimeOffset? StartsAt = null,
    DateTimeOffset? SendAt = null,
    int? ReturnSeconds = null,
    double? MaxKw = null
);

/// <summary>What a direct command says beside its op.</summary>
/// <param name="CommandKeys">The keys that the VEN is to verify commands by.</param>
/// <param name="SignedBy">The key that has to sign it, since the VEN knows no newer one; null for the one whose turn it is.</param>
public sealed record DirectOrder(
    string? LoadId = null,
    double? ReduceKw = null,
    bool? Enabled = null,
    double? CapacityKw = null,
    int? Priority = null,
    string? What = null,
    int? ReportIntervalSeconds = null,
    double? TargetPowerKw = null,
    IReadOnlyList<CommandKeyView>? CommandKeys = null,
    string? SignedBy = null
);

/// <summary>The broker took the command (PUBACK), handed to it at this time. Left out where the answer is stored at once and says so itself.</summary>
public sealed record CommandAccepted(string CorrelationId, int Attempt, DateTimeOffset At);

public sealed record CommandExpired(string CorrelationId, DateTimeOffset At);

/// <summary>An acknowledgement of one of the VEN's commands. Powers in kW.</summary>
/// <param name="Op">The VEN's own word for what it did.</param>
/// <param name="RequestedShedKw">What the VEN understood.</param>
/// <param name="DataJson">The answer's data, for commands that ask for some.</param>
/// <param name="ResponseMs">From the broker's acceptance of the command, as far as it was known, to this answer.</param>
/// <param name="VenAt">The VEN's clock.</param>
/// <param name="AcceptedAt">When the broker took the command, where that was not stored before as <see cref="CommandAccepted"/>.</param>
public sealed record AckReceived(
    string CorrelationId,
    string Op,
    bool Ok,
    string Standing,
    double? RequestedShedKw,
    double? ActualShedKw,
    DateTimeOffset? Until,
    IReadOnlyList<CurtailedCircuit>? CircuitsCurtailed,
    string? Error,
    string? DataJson,
    double ResponseMs,
    DateTimeOffset? VenAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? AcceptedAt = null,
    int? Attempt = null
);

public static class AckStandings
{
    public const string First = "first";
    public const string Repeated = "repeated";
    public const string Late = "late";
}

/// <summary>The people behind the VEN took it out of the event: it said no to what it had obeyed, or that it was opted out already.</summary>
public sealed record OptedOut(string CorrelationId, string Reason, DateTimeOffset? VenAt, DateTimeOffset ReceivedAt);

/// <summary>The people behind the VEN took it back into the event, by a positive acknowledgement of the command that they had withdrawn.</summary>
/// <param name="StartsAt">When it begins, where the command was an announcement whose start lies ahead.</param>
public sealed record OptedIn(
    string CorrelationId,
    double? RequestedReductionKw,
    DateTimeOffset EndsAt,
    double? ActualShedKw,
    DateTimeOffset? VenAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? StartsAt = null
);

public sealed record ParticipationSkipped(string Reason, DateTimeOffset At);

/// <summary>An event that goes before this one took the VEN.</summary>
public sealed record ParticipationDisplaced(string ByEventId, DateTimeOffset At);

/// <summary>The VEN's part is over without a command to restore.</summary>
public sealed record ParticipationEnded(string Reason, DateTimeOffset At);
