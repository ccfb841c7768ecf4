namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>The public keys that VENs have to verify commands by.</summary>
public interface ICommandKeys
{
    /// <summary>Those in use and those that will be, the oldest first; none where commands are not signed.</summary>
    IReadOnlyList<CommandKeyView> Current { get; }
}
