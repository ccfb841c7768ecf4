namespace DrEvents.Ven.Shedding;

/// <summary>What became of a command.</summary>
/// <param name="Ack">The answer to send; null when nobody can be answered.</param>
internal readonly record struct CommandOutcome(byte[]? Ack)
{
    /// <summary>When the backend issued the command, by its clock; null where nothing was decided.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>A reduction began or ended.</summary>
    public bool ShedChanged { get; init; }

    /// <summary>A load is described otherwise than before.</summary>
    public bool DescriptionsChanged { get; init; }

    /// <summary>The VEN's own settings changed.</summary>
    public bool SettingsChanged { get; init; }
}
