namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>What can be wrong with a call (OCPP-J 1.6, table 7; OCPP 2.0.1 part 4, table 5).</summary>
internal enum RpcFault
{
    /// <summary>Nobody knows this action.</summary>
    NotImplemented,

    /// <summary>The action is known, and not done here.</summary>
    NotSupported,

    /// <summary>The receiver could not do it.</summary>
    InternalError,

    /// <summary>The payload is no object of this action.</summary>
    Malformed,

    /// <summary>A field has a value that it cannot have.</summary>
    PropertyConstraint,

    /// <summary>A field that has to be there is not, or is there too often.</summary>
    OccurrenceConstraint,

    /// <summary>A field is of another type.</summary>
    TypeConstraint,

    /// <summary>The message is no call at all.</summary>
    Framework,

    /// <summary>The kind of message is unknown.</summary>
    MessageType,

    /// <summary>Anything else.</summary>
    Generic,
}

/// <summary>The codes of faults on the wire.</summary>
internal static class RpcFaults
{
    /// <summary>The code, which is spelled differently in the two versions.</summary>
    public static string CodeIn(this RpcFault fault, OcppVersion version) =>
        (fault, version) switch
        {
            (RpcFault.NotImplemented, _) => "NotImplemented",
            (RpcFault.NotSupported, _) => "NotSupported",
            (RpcFault.InternalError, _) => "InternalError",
            (RpcFault.PropertyConstraint, _) => "PropertyConstraintViolation",
            (RpcFault.TypeConstraint, _) => "TypeConstraintViolation",
            (RpcFault.Malformed, OcppVersion.V16) => "FormationViolation",
            (RpcFault.Malformed, _) => "FormatViolation",
            (RpcFault.OccurrenceConstraint, OcppVersion.V16) => "OccurenceConstraintViolation",
            (RpcFault.OccurrenceConstraint, _) => "OccurrenceConstraintViolation",
            (RpcFault.Framework, OcppVersion.V16) => "FormationViolation",
            (RpcFault.Framework, _) => "RpcFrameworkError",
            (RpcFault.MessageType, OcppVersion.V16) => "ProtocolError",
            (RpcFault.MessageType, _) => "MessageTypeNotSupported",
            _ => "GenericError",
        };
}

/// <summary>A call that is answered with an error.</summary>
internal sealed class RpcFaultException(RpcFault fault, string description) : Exception(description)
{
    /// <summary>What is wrong.</summary>
    public RpcFault Fault { get; } = fault;
}

/// <summary>The other side answered a call of ours with an error.</summary>
/// <param name="code">Its code, as <c>NotImplemented</c>.</param>
/// <param name="description">Its words.</param>
internal sealed class RpcRefusedException(string code, string description) : Exception($"{code}: {description}")
{
    /// <summary>Its code.</summary>
    public string Code { get; } = code;

    /// <summary>Its words.</summary>
    public string Description { get; } = description;

    /// <summary>Whether the other side does not do this action at all.</summary>
    public bool IsUnknownAction => Code is "NotImplemented" or "NotSupported";
}

/// <summary>The connection ended, or gave no answer in time.</summary>
internal sealed class RpcLostException(string message, Exception? cause = null) : Exception(message, cause);
