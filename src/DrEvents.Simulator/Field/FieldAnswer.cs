using DrEvents.Contracts.Mqtt;

namespace DrEvents.Simulator.Field;

/// <summary>What a VEN of the field has done about a command, before its generation puts it into words.</summary>
/// <param name="VenId">Who answers.</param>
/// <param name="Command">What was asked.</param>
/// <param name="At">When.</param>
internal sealed record FieldAnswer(string VenId, FieldCommand Command, DateTimeOffset At)
{
    /// <summary>Why not; null where it obeys.</summary>
    public string? Refusal { get; init; }

    /// <summary>What it has shed; null where nothing was to be shed.</summary>
    public FieldShed? Shed { get; init; }
}

/// <summary>A reduction that a VEN of the field is in. Powers in kW.</summary>
/// <param name="EventId">Of which event.</param>
/// <param name="RequestedKw">What was asked.</param>
/// <param name="ShedKw">What it took away by its own reckoning.</param>
/// <param name="TargetKw">What the panel used then, less what was taken away.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Circuits">What was taken from which circuit.</param>
internal sealed record FieldShed(
    string? EventId,
    double RequestedKw,
    double ShedKw,
    double TargetKw,
    DateTimeOffset Until,
    IReadOnlyList<CurtailedCircuit> Circuits
);
