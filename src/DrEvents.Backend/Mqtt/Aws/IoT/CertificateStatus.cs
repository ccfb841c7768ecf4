using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
#pragma warning disable CA1707 // Its names.
namespace Amazon.IoT;

/// <summary>Whether a certificate is good for a connection.</summary>
public class CertificateStatus(string value) : ConstantClass(value)
{
    /// <summary>It is.</summary>
    public static readonly CertificateStatus ACTIVE = new("ACTIVE");

    /// <summary>Not now.</summary>
    public static readonly CertificateStatus INACTIVE = new("INACTIVE");

    /// <summary>Not yet: it waits for a device's first connection.</summary>
    public static readonly CertificateStatus PENDING_ACTIVATION = new("PENDING_ACTIVATION");

    /// <summary>Not yet: another account has to take it.</summary>
    public static readonly CertificateStatus PENDING_TRANSFER = new("PENDING_TRANSFER");

    /// <summary>Not in use any more.</summary>
    public static readonly CertificateStatus REGISTER_INACTIVE = new("REGISTER_INACTIVE");

    /// <summary>Never again.</summary>
    public static readonly CertificateStatus REVOKED = new("REVOKED");

    /// <summary>The status of this name.</summary>
    public static CertificateStatus FindValue(string value) => FindValue<CertificateStatus>(value);

    /// <summary>The status of this name.</summary>
    public static implicit operator CertificateStatus?(string? value) => value is null ? null : FindValue(value);
}
