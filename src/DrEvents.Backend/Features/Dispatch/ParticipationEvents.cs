using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// A command was decided and stored; it is sent and repeated until it is answered or expires. Powers in kW.
/// </summary>
/// <param name="CorrelationId">Ties command and acknowledgement together.</param>
/// <param name="Op">One of <see cref="CommandOps"/>.</param>
/// <param name="Revision">A higher one for the same event replaces the lower.</param>
/// <param name="RequestedReductionKw">What is asked, for a shed or its announcement.</param>
/// <param name="EndsAt">Until when, for a shed or its announcement.</param>
/// <param name="ExpiresAt">From here on the command is neither sent nor obeyed.</param>
/// <param name="Reason">Why it was sent.</param>
/// <param name="Order">What else a direct command says; null within an event.</param>
/// <param name="At">When.</param>
/// <param name="StartsAt">For an announcement, when the VEN begins by itself.</param>
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
    DateTimeOffset? StartsAt = null
);

/// <summary>What a direct command says beyond its op.</summary>
public sealed record DirectOrder(
    string? LoadId = null,
    double? ReduceKw = null,
    bool? Enabled = null,
    double? CapacityKw = null,
    int? Priority = null,
    string? What = null,
    int? ReportIntervalSeconds = null,
    double? TargetPowerKw = null
);

/// <summary>
/// The broker took the command (PUBACK). Whether the VEN has it, only its acknowledgement tells. Where that is to be stored at the same
/// time, it says this too and one event is stored instead of two.
/// </summary>
public sealed record CommandAccepted(string CorrelationId, int Attempt, DateTimeOffset At);

/// <summary>A command was not answered before its time was over.</summary>
public sealed record CommandExpired(string CorrelationId, DateTimeOffset At);

/// <summary>An acknowledgement of one of the VEN's commands. Powers in kW.</summary>
/// <param name="CorrelationId">The command that it belongs to.</param>
/// <param name="Op">The VEN's own word for what it did.</param>
/// <param name="Ok">Whether the VEN obeys.</param>
/// <param name="Standing">One of <see cref="AckStandings"/>.</param>
/// <param name="RequestedShedKw">What the VEN understood.</param>
/// <param name="ActualShedKw">What the VEN says that it sheds.</param>
/// <param name="Until">Until when, by the VEN.</param>
/// <param name="CircuitsCurtailed">What was done to which circuit.</param>
/// <param name="Error">Why the VEN does not obey.</param>
/// <param name="DataJson">The answer's data, for commands that ask for some.</param>
/// <param name="ResponseMs">From the broker's acceptance of the command, as far as it was known, to this answer.</param>
/// <param name="VenAt">The VEN's clock.</param>
/// <param name="ReceivedAt">Ours.</param>
/// <param name="AcceptedAt">When the broker took the command, where that was not stored before as <see cref="CommandAccepted"/>.</param>
/// <param name="Attempt">Which sending that was, likewise.</param>
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

/// <summary>How an acknowledgement stands to its command.</summary>
public static class AckStandings
{
    /// <summary>The first answer, in time.</summary>
    public const string First = "first";

    /// <summary>An answer that was had before.</summary>
    public const string Repeated = "repeated";

    /// <summary>The first answer, after the command's time was over.</summary>
    public const string Late = "late";
}

/// <summary>The people behind the VEN took it out of the event: it said no to a command that it had obeyed, or that it was opted out already.</summary>
/// <param name="CorrelationId">The command that is withdrawn.</param>
/// <param name="Reason">Why, in the VEN's words.</param>
/// <param name="VenAt">The VEN's clock.</param>
/// <param name="ReceivedAt">Ours.</param>
public sealed record OptedOut(string CorrelationId, string Reason, DateTimeOffset? VenAt, DateTimeOffset ReceivedAt);

/// <summary>The people behind the VEN took it back into the event, by a positive acknowledgement of the command that they had withdrawn.</summary>
/// <param name="CorrelationId">The command.</param>
/// <param name="RequestedReductionKw">What that command asks, kW.</param>
/// <param name="EndsAt">Until when.</param>
/// <param name="ActualShedKw">What the VEN says that it sheds, kW.</param>
/// <param name="VenAt">The VEN's clock.</param>
/// <param name="ReceivedAt">Ours.</param>
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

/// <summary>The VEN was meant but is asked for nothing.</summary>
public sealed record ParticipationSkipped(string Reason, DateTimeOffset At);

/// <summary>An event that goes before this one took the VEN.</summary>
public sealed record ParticipationDisplaced(string ByEventId, DateTimeOffset At);

/// <summary>The VEN's part is over without a command to restore.</summary>
public sealed record ParticipationEnded(string Reason, DateTimeOffset At);
