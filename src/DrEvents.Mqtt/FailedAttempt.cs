using System.Net.Sockets;
using MQTTnet.Exceptions;

namespace DrEvents.Mqtt;

/// <summary>Finds out why an attempt to connect failed.</summary>
internal static class FailedAttempt
{
    /// <summary>What a broker says about a client's certificate, by the name of the TLS alert (RFC 8446, section 6).</summary>
    private static readonly string[] AlertsOverCertificates =
    [
        "bad certificate",
        "unsupported certificate",
        "certificate revoked",
        "certificate expired",
        "certificate unknown",
        "unknown ca",
        "access denied",
        "decrypt error",
        "handshake failure",
    ];

    private static readonly TimeSpan ListenMax = TimeSpan.FromSeconds(3);

    /// <summary>Explains it. Where the broker broke off right after the handshake it is asked once more, to hear what it says.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="tls">The TLS of the attempt; null where there was none.</param>
    /// <param name="port">The broker's port.</param>
    /// <param name="now">For certificates that are out of date.</param>
    public static async Task<ConnectFailure> ExplainAsync(Exception e, BrokerTls? tls, int port, DateTimeOffset now)
    {
        var (isCertificateShown, problem) = tls?.TakeHandshake() ?? default;
        if (problem is not null)
            return problem;
        if (OfNetwork(e) is { } unreachable)
            return unreachable;
        var reason = e.GetBaseException().Message;
        if (tls is null)
            return IsHangUp(e)
                ? new(
                    ConnectFailureKind.WantsTls,
                    "the broker closed the connection without an answer: does it want TLS (Mqtt:Tls, Mqtt:CaFile)?"
                )
                : new(ConnectFailureKind.Other, reason);
        if (OfAlert(e, tls, now) is { } alert)
            return alert;
        if (!isCertificateShown)
            return new(
                ConnectFailureKind.NotTls,
                $"what answers on port {port} speaks no TLS ({reason}). Brokers mostly have TLS on {BrokerPorts.Tls} and none on {BrokerPorts.Plain}"
            );
        using var bound = new CancellationTokenSource(ListenMax);
        var said = await tls.ListenAsync(bound.Token);
        return (said is null ? null : OfAlert(said, tls, now)) ?? new(ConnectFailureKind.Other, reason);
    }

    private static ConnectFailure? OfNetwork(Exception e)
    {
        const string noAnswer = "no answer in time: is a firewall in between, or the wrong port set?";
        if (e is OperationCanceledException or MqttCommunicationTimedOutException)
            return new(ConnectFailureKind.NoAnswer, noAnswer);
        return Causes(e).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => new(
                ConnectFailureKind.NobodyListens,
                "connection refused, nobody listens there: is the broker running, and the port right?"
            ),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(
                ConnectFailureKind.NameNotFound,
                "the name of the host was not found: is Mqtt:Host right, and is there a network with DNS?"
            ),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => new(
                ConnectFailureKind.Unreachable,
                "the network does not lead there: is this machine connected?"
            ),
            SocketError.TimedOut => new(ConnectFailureKind.NoAnswer, noAnswer),
            _ => null,
        };
    }

    private static ConnectFailure? OfAlert(Exception e, BrokerTls tls, DateTimeOffset now)
    {
        var said = string.Join("; ", Causes(e).Select(c => c.Message));
        if (Says("no application protocol"))
            return new(ConnectFailureKind.NotTls, "the broker does not take the protocol of Mqtt:Alpn on this port");
        if (tls.Own is null)
            return Says("certificate required") || Says("handshake failure")
                ? new(
                    ConnectFailureKind.ClientCertificateNeeded,
                    "the broker wants a client certificate: set Mqtt:CertFile and Mqtt:KeyFile"
                )
                : null;
        if (AlertsOverCertificates.FirstOrDefault(Says) is not { } alert)
            return null;
        var advice =
            BrokerCertificate.Outdated(tls.Own, now) ?? "is it registered and active there, and of the authority that the broker trusts?";
        return new(
            ConnectFailureKind.ClientCertificateRefused,
            $"the broker refuses our certificate {tls.Own.Subject} ({alert}): {advice}"
        );

        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsHangUp(Exception e) =>
        Causes(e).Any(c => c is SocketException or EndOfStreamException) || e.GetBaseException() is MqttCommunicationException;

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
