using Wolverine.Util;

namespace DrEvents.Backend.Store;

/// <summary>An event that was just stored, as a message for the handlers that react to it.</summary>
public sealed record Stored<T>(string Stream, T Event);

/// <summary>Names these messages: durable ones outlive the version that stored them, and a queue's name holds no brackets.</summary>
public sealed class StoredNaming : IMessageTypeNaming
{
    public bool TryDetermineName(Type messageType, out string messageTypeName)
    {
        var element = messageType.GetElementType() ?? messageType;
        var isStored = element.IsGenericType && element.GetGenericTypeDefinition() == typeof(Stored<>);
        messageTypeName = !isStored ? "" : $"stored-{element.GetGenericArguments()[0].Name}{(messageType.IsArray ? "-batch" : "")}";
        return isStored;
    }
}
