using MQTTnet;

namespace DrEvents.Mqtt;

/// <summary>Why there is no connection, told apart by what has to be done about it.</summary>
public enum ConnectFailureKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>The host is there, nobody listens on the port.</summary>
    NobodyListens,

    /// <summary>The host's name leads nowhere.</summary>
    NameNotFound,

    /// <summary>The network does not lead to the host.</summary>
    Unreachable,

    /// <summary>Nothing came back in time.</summary>
    NoAnswer,

    /// <summary>What answers speaks no TLS.</summary>
    NotTls,

    /// <summary>The broker hangs up on a client that speaks no TLS.</summary>
    WantsTls,

    /// <summary>A certificate in the broker's chain has expired.</summary>
    CertificateExpired,

    /// <summary>A certificate in the broker's chain is not valid yet, mostly because our clock is wrong.</summary>
    CertificateNotYetValid,

    /// <summary>The broker's certificate comes from an authority that we do not trust.</summary>
    UnknownAuthority,

    /// <summary>The broker's certificate is for another host.</summary>
    WrongName,

    /// <summary>Something else is wrong with the broker's certificate.</summary>
    UntrustedCertificate,

    /// <summary>The broker wants a certificate and we have none.</summary>
    ClientCertificateNeeded,

    /// <summary>The broker does not take our certificate.</summary>
    ClientCertificateRefused,

    /// <summary>TLS stands, but the broker does not let us in.</summary>
    RefusedByBroker,

    /// <summary>The broker lets us in, but does not let us listen to what we need; see <see cref="RefusedSubscription"/>.</summary>
    SubscriptionRefused,

    /// <summary>Another client connected with our id.</summary>
    TakenOver,
}

/// <summary>Why there is no connection.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Words">For people: what is wrong and what to do about it.</param>
public record ConnectFailure(ConnectFailureKind Kind, string Words)
{
    /// <summary>Explains a refusal by the broker itself.</summary>
    internal static ConnectFailure Of(MqttClientConnectResult refusal)
    {
        var code = refusal.ResultCode;
        var advice = code switch
        {
            MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.BadUserNameOrPassword =>
                ": is this client registered there, and its certificate active and allowed to connect with this client id?",
            MqttClientConnectResultCode.ClientIdentifierNotValid => ": the client id has to be the one that the broker knows",
            MqttClientConnectResultCode.ServerUnavailable or MqttClientConnectResultCode.ServerBusy => ": it will be tried again",
            _ => "",
        };
        var words = refusal.ReasonString is { Length: > 0 } said ? $"{code}, {said}" : $"{code}";
        return new(ConnectFailureKind.RefusedByBroker, $"the broker refuses the connection ({words}){advice}");
    }

    /// <summary>Explains why a connection that stood has ended.</summary>
    internal static ConnectFailure Of(MqttClientDisconnectedEventArgs end) =>
        end.Reason switch
        {
            MqttClientDisconnectReason.SessionTakenOver => new(
                ConnectFailureKind.TakenOver,
                "another client connected with this client id: each client needs an id, and a certificate, of its own"
            ),
            _ when end.Exception is { } e => new(ConnectFailureKind.Other, e.GetBaseException().Message),
            // A broker that just goes away gives no reason, which the library calls a normal disconnection.
            MqttClientDisconnectReason.NormalDisconnection => new(ConnectFailureKind.Other, "the broker closed the connection"),
            _ => new(ConnectFailureKind.Other, end.ReasonString ?? end.Reason.ToString()),
        };
}

/// <summary>The broker does not let us listen to a topic.</summary>
/// <param name="Filter">Its filter.</param>
/// <param name="Code">The broker's own word for why.</param>
public sealed record RefusedSubscription(string Filter, string Code)
    : ConnectFailure(ConnectFailureKind.SubscriptionRefused, $"subscription to {Filter} refused: {Code}");
