using DrEvents.Testing.Policies;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>Whom a policy is asked for: what its variables stand for.</summary>
/// <param name="ClientId">The client id of the connection.</param>
/// <param name="ThingName">The thing that the certificate is attached to; null where there is none.</param>
public sealed record IotConnection(string ClientId, string? ThingName);

/// <summary>The policies of a certificate or a role, taken together.</summary>
public sealed class IotPolicy(params PolicyDocument[] documents)
{
    /// <summary>Whether an action is allowed, for example <c>iot:Publish</c> on <c>topic/ven/ack/ven-1</c>, or on <c>*</c>.</summary>
    public bool Allows(string action, string resource, IotConnection connection) =>
        PolicyDocument.Evaluate(
            documents,
            action,
            resource == "*" ? resource : $"{Principal.Arn}:{resource}",
            RequestContext.OfConnection(connection.ClientId, connection.ThingName is { } thing ? [thing] : [])
        ) == Decision.Allowed;
}
