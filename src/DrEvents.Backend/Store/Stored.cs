using Wolverine.Util;

namespace DrEvents.Backend.Store;

/// <summary>An event that was just stored, as a message for the handlers that react to it.</summary>
public sealed record Stored<T>(string Stream, T Event);

/// <summary>Names these messages: durable ones outlive the version that stored them, and a queue's name holds no brackets.</summary>
public sealed class StoredNaming : IMessageTypeNaming
{
    /// <summary>Wolverine's names are of the whole process, and are read while another host is built in it, as in tests: nothing is added a second time.</summary>
    private static readonly Lazy<bool> IsUsed = new(() =>
    {
        WolverineMessageNaming.InsertFirst<StoredNaming>();
        return true;
    });

    /// <summary>Makes Wolverine ask this one first, in this process.</summary>
    public static void Use() => _ = IsUsed.Value;

    public bool TryDetermineName(Type messageType, out string messageTypeName)
    {
        var element = messageType.GetElementType() ?? messageType;
        var isStored = element.IsGenericType && element.GetGenericTypeDefinition() == typeof(Stored<>);
        messageTypeName = !isStored ? "" : $"stored-{element.GetGenericArguments()[0].Name}{(messageType.IsArray ? "-batch" : "")}";
        return isStored;
    }
}
