namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>Commands are not signed, so there are no keys.</summary>
public sealed class UnsignedCommands : ICommandKeys
{
    public IReadOnlyList<CommandKeyView> Current => [];
}
