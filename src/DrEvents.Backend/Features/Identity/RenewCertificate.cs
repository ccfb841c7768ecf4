using System.Security.Cryptography.X509Certificates;
using DrEvents.Backend.Features.Vens;
using Microsoft.AspNetCore.Authorization;

namespace DrEvents.Backend.Features.Identity;

public static class RenewCertificate
{
    private const int CertificateCharactersMax = 8192;
    private const int SignatureCharactersMax = 1024;

    /// <summary>In the last third of its life a certificate can be renewed.</summary>
    private const int LastPart = 3;

    public static ProblemDetails Validate(RenewRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrWhiteSpace(request.Csr), "csr", "is missing")
                .If(
                    request.Csr?.Length > AskedCertificate.CharactersMax,
                    "csr",
                    $"is longer than {AskedCertificate.CharactersMax} characters"
                )
                .If(string.IsNullOrWhiteSpace(request.Certificate), "certificate", "is missing")
                .If(
                    request.Certificate?.Length > CertificateCharactersMax,
                    "certificate",
                    $"is longer than {CertificateCharactersMax} characters"
                )
                .If(string.IsNullOrWhiteSpace(request.Signature), "signature", "is missing")
                .If(request.Signature?.Length > SignatureCharactersMax, "signature", $"is longer than {SignatureCharactersMax} characters")
                .Answer;

    /// <summary>Gives a VEN its next certificate, for the one that it has. Both hold until they end.</summary>
    /// <remarks>Who asks proves by the signature that he has the key of the certificate; the connection proves nothing, so that it may go through any proxy.</remarks>
    [WolverinePost("/api/enrol/renew")]
    [AllowAnonymous]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    [ProducesResponseType(StatusCodes.Status502BadGateway)]
    public static async Task<Results<Ok<EnrolledView>, ProblemHttpResult>> Post(
        RenewRequest request,
        HttpContext http,
        IDocumentSession session,
        IVenAuthority authority,
        IssueCertificate issue,
        Refusals refusals,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var from = http.Connection.RemoteIpAddress;
        if (refusals.IsTooMany(from))
            return TypedResults.Problem(Refusals.TooMany());
        if (authority.Missing is { } missing)
            return TypedResults.Problem(Problems.Conflict(missing));
        using var certificate = ReadCertificate(request.Certificate!);
        if (certificate is null)
            return TypedResults.Problem(new FieldErrors().If(true, "certificate", "is no certificate in PEM").Answer);
        if (!authority.MayHaveSigned(certificate))
            return TypedResults.Problem(refusals.Refuse(from, "The certificate is of another authority"));
        if (!IsSignedBy(certificate, request))
            return TypedResults.Problem(refusals.Refuse(from, "The signature is not by the key of the certificate"));
        var (asked, problem) = AskedCertificate.Read(request.Csr!);
        if (asked is null)
            return TypedResults.Problem(new FieldErrors().If(true, "csr", problem!).Answer);
        var (venId, serial) = (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), IssueCertificate.SerialOf(certificate));
        // Nobody holds a VEN up by a certificate that is not the VEN's.
        var ven = VenIds.IsValid(venId) ? await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) : null;
        if (AgainstNow(ven) is { } against)
            return TypedResults.Problem(refusals.Refuse(from, against));
        ven = await session.EnrollingVenAsync(venId, cancellation);
        if (AgainstNow(ven) is { } since)
            return TypedResults.Problem(refusals.Refuse(from, since));
        if (await session.AgainstAsync(authority, clock.GetUtcNow(), cancellation) is { } other)
            return TypedResults.Problem(Problems.Conflict(other));
        return await issue.ToAsync(session, ven!, asked, replaces: serial, AgainstNow, from?.ToString(), cancellation);

        string? AgainstNow(Ven? now) =>
            Against(now is { Removed: false } ? now : null, serial, certificate, asked, venId, clock.GetUtcNow());
    }

    private static string? Against(
        Ven? ven,
        string serial,
        X509Certificate2 shown,
        AskedCertificate asked,
        string venId,
        DateTimeOffset now
    )
    {
        // Anybody can write a serial number and a name into a certificate: only its key is the one that was asked for then.
        if (
            ven?.Identity?.Certificates.FirstOrDefault(c => c.Serial == serial && c.KeyHash == AskedCertificate.HashOf(shown.PublicKey))
            is not { } certificate
        )
            return "The certificate is not known";
        if (certificate.RevokedAt is not null)
            return "The certificate was revoked: the VEN has to be enrolled again";
        if (now >= certificate.NotAfter)
            return "The certificate has expired: the VEN has to be enrolled again";
        var renewable = certificate.NotAfter - ((certificate.NotAfter - certificate.NotBefore) / LastPart);
        if (now < renewable)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The certificate can be renewed from {renewable.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} on"
            );
        if (ven.Identity.Certificates.Any(c => c.Replaces == serial && c.KeyHash != asked.KeyHash))
            return "The certificate was renewed already, for another key: the VEN has to be enrolled again";
        return asked.CommonName is { } name && name != venId
            ? $"The certificate is of {venId}, and the request asks for another name"
            : null;
    }

    private static bool IsSignedBy(X509Certificate2 certificate, RenewRequest request)
    {
        var (bytes, signature) = (Encoding.UTF8.GetBytes(request.Csr!), new byte[SignatureCharactersMax]);
        if (!Convert.TryFromBase64String(request.Signature!, signature, out var length))
            return false;
        try
        {
            using var ec = certificate.GetECDsaPublicKey();
            if (ec is not null)
                return ec.VerifyData(bytes, signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            using var rsa = certificate.GetRSAPublicKey();
            return rsa?.VerifyData(bytes, signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static X509Certificate2? ReadCertificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
