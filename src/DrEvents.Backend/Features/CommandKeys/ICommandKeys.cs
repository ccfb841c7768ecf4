namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>The keys by which commands are signed.</summary>
public interface ICommandKeys
{
    /// <summary>Those that a VEN has to know now.</summary>
    IReadOnlyList<CommandKeyView> Current { get; }
}
