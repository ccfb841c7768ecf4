using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DrEvents.Backend.Features.Identity;
using DrEvents.Contracts;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Local.Mqtt;

/// <summary>Who is at the other end of a connection, by what it proved when it was made.</summary>
/// <param name="VenId">The VEN to whose topics it is held; null for one that is held to none.</param>
/// <param name="Serial">The serial number of its certificate; null where it has none.</param>
/// <param name="IsOfThisProcess">Whether it knew the secret of this process.</param>
internal sealed record Guest(string? VenId, string? Serial, bool IsOfThisProcess)
{
    /// <summary>Of this process: the backend, and the VENs that run beside it.</summary>
    public static readonly Guest Own = new(null, null, IsOfThisProcess: true);

    /// <summary>Nobody knows who it is; that is so until the first VEN has a certificate.</summary>
    public static readonly Guest Anybody = new(null, null, IsOfThisProcess: false);

    /// <summary>The address that it connected from.</summary>
    public string? From { get; init; }
}

/// <summary>
/// Who may connect to the embedded broker, and what each may do there. A VEN with a certificate is held to its own topics. Without one only this
/// process is let in, and whoever else connects from this machine while no VEN has a certificate.
/// </summary>
/// <param name="authority">Signs the certificates of VENs.</param>
/// <param name="known">Knows which of them hold.</param>
/// <param name="plain">Whether others are let in without a certificate, from this machine.</param>
/// <param name="password">The secret by which this process is known.</param>
public sealed class ClientRules(CertificateAuthority authority, KnownIdentities known, PlainMqtt plain, string password)
{
    private readonly byte[] _password = Encoding.UTF8.GetBytes(password);

    /// <summary>Which certificates hold.</summary>
    public KnownIdentities Known => known;

    /// <summary>Whether a certificate that a client shows may be one of ours; which VEN's it is, and whether it holds, is looked at when it connects.</summary>
    public bool IsOfOurs(X509Certificate? shown)
    {
        if (shown is null)
            return false;
        using var certificate = new X509Certificate2(shown);
        return authority.HasSigned(certificate);
    }

    /// <summary>Who connects; or the reason why it may not.</summary>
    internal (Guest? Guest, string Why) Admit(string clientId, X509Certificate2? certificate, byte[]? shownPassword)
    {
        if (certificate is not null)
            return OfCertificate(clientId, certificate);
        if (shownPassword is not null && CryptographicOperations.FixedTimeEquals(shownPassword, _password))
            return (Guest.Own, "");
        if (plain == PlainMqtt.Never || !known.FirstRead.IsCompleted)
            return (null, "connections without a certificate are not taken");
        if (!known.IsAnyEnrolled)
            return (Guest.Anybody, "");
        if (plain == PlainMqtt.Auto)
            return (null, "connections without a certificate are not taken any more, since VENs have certificates");
        return !VenIds.IsValid(clientId) ? (null, "its client id is not that of a VEN")
            : known.WasEnrolled(clientId) ? (null, $"{clientId} has had a certificate, and has to connect by one")
            : (new Guest(clientId, null, IsOfThisProcess: false), "");
    }

    /// <summary>Why a client is not to go on; null when it is.</summary>
    internal string? AgainstStaying(Guest guest) =>
        guest.IsOfThisProcess ? null
        : guest is { VenId: { } venId, Serial: { } serial }
            ? known.Holds(venId, serial) ? null
                : $"its certificate {serial} holds no longer"
        : guest.VenId is { } plainVen
            ? known.WasEnrolled(plainVen) ? $"{plainVen} has had a certificate, and has to connect by one"
                : null
        : known.IsAnyEnrolled ? "connections without a certificate are not taken any more, since VENs have certificates"
        : null;

    /// <summary>Why a client may not publish there; null when it may.</summary>
    internal string? AgainstPublish(Guest guest, string topic, bool isRetained)
    {
        if (guest.VenId is not { } venId)
            return null;
        var kind = Topics.Parse(topic).Kind;
        if (topic == Topics.SharedMetering)
            return known.IsMarkedShared(venId) ? null : "the topic that all share, without being marked for it";
        if (Topics.Parse(topic).VenId != venId)
            return "a topic that is not its own";
        if (isRetained && kind != TopicKind.Status)
            return "a retained message";
        return kind switch
        {
            TopicKind.Ack or TopicKind.Telemetry or TopicKind.Loads or TopicKind.Status => null,
            TopicKind.Shadow when ShadowTopics.VerbOf(topic) is "get" or "update" or "delete" => null,
            _ => "a topic on which only the backend speaks",
        };
    }

    /// <summary>Why a client may not listen there; null when it may.</summary>
    internal static string? AgainstSubscribe(Guest guest, string filter) =>
        guest.VenId is not { } venId
        || filter == Topics.Command(venId)
        || filter == Topics.Status(venId)
        || filter == Topics.Receipt(venId)
        || filter.StartsWith(ShadowTopics.Request(venId, ""), StringComparison.Ordinal)
            ? null
            : "it is not its own";

    private (Guest? Guest, string Why) OfCertificate(string clientId, X509Certificate2 certificate)
    {
        var venId = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        var serial = IssueCertificate.SerialOf(certificate);
        if (!authority.HasSigned(certificate))
            return (null, "its certificate is of another authority");
        if (clientId != venId)
            return (null, $"its certificate is that of {venId}, and its client id is another");
        return known.Holds(venId, serial)
            ? (new Guest(venId, serial, IsOfThisProcess: false), "")
            : (null, $"its certificate {serial} is not known, was revoked, or has expired");
    }
}

/// <summary>Whether clients are let in without a certificate, from this machine.</summary>
public enum PlainMqtt
{
    /// <summary>Until the first VEN has a certificate.</summary>
    Auto,

    /// <summary>
    /// Also then, for fleets of which some VENs have none: each is held to the topics of its client id, and VENs that ever had a certificate need one that
    /// holds.
    /// </summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
