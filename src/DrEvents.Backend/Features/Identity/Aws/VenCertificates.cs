using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using DrEvents.Backend.Mqtt.DataPlane;

namespace DrEvents.Backend.Features.Identity.Aws;

/// <summary>A VEN's certificate at AWS IoT Core.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Pem">The certificate itself.</param>
public sealed record VenCertificate(string Id, string Pem);

/// <summary>
/// Certificates of VENs at AWS IoT Core: from a request to a thing of the VEN's name with a certificate and a policy, and back. Nothing is
/// remembered here: each call looks at what there is and does what is missing, so one that broke off is finished by the next. A certificate
/// becomes good last and bad first. Throws the SDK's exceptions.
/// </summary>
public sealed class VenCertificates(
    ControlPlane controlPlane,
    IOptions<ProvisioningOptions> options,
    TimeProvider clock,
    ILogger<VenCertificates> log
)
{
    /// <summary>A certificate that was made and attached to nothing is looked for among those of so long.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    private const int PageSize = 250;
    private static readonly TimeSpan CleanUpLongest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Issues a certificate for a VEN, beside those that it has; for a request that was answered before, the same one. So a certificate is
    /// rotated by issuing the next, and by <see cref="RevokeOthersAsync"/> when the VEN has come with it.
    /// </summary>
    public async Task<VenCertificate> IssueAsync(string venId, AskedCertificate request, CancellationToken cancellation)
    {
        var set = options.Value;
        if (set.Policy is not { } policy)
            throw new InvalidOperationException("Provisioning:Policy is not set, so no certificates are issued");
        await MakeThingAsync(venId, set, cancellation);
        var certificate =
            await FindAsync(venId, await PrincipalsAsync(venId, cancellation), request, cancellation)
            ?? await FindLooseAsync(venId, request, cancellation);
        var isNew = certificate is null;
        certificate ??= await CreateAsync(request, cancellation);
        try
        {
            await controlPlane.Client.AttachThingPrincipalAsync(
                new() { ThingName = venId, Principal = certificate.CertificateArn },
                cancellation
            );
            await controlPlane.Client.AttachPolicyAsync(new() { PolicyName = policy, Target = certificate.CertificateArn }, cancellation);
            if (certificate.Status?.Value == CertificateStatus.REVOKED.Value)
                throw new CertificateStateException($"The certificate for this key of {venId} was revoked: a new key is needed");
            if (certificate.Status?.Value != CertificateStatus.ACTIVE.Value)
                await SetAsync(certificate.CertificateId!, CertificateStatus.ACTIVE, cancellation);
        }
        catch when (isNew)
        {
            // Tried at once, and whatever comes of it: what stays is good for nothing, and is found by the next call.
            using var longest = new CancellationTokenSource(CleanUpLongest);
            await RemoveAsync(venId, certificate.CertificateArn!, longest.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        log.LogInformation("{VenId} has certificate {CertificateId}", venId, certificate.CertificateId);
        return new VenCertificate(certificate.CertificateId!, certificate.CertificatePem!);
    }

    /// <summary>Revokes all certificates of a VEN but one, which it has come with; gives the ids of those revoked.</summary>
    public async Task<IReadOnlyList<string>> RevokeOthersAsync(string venId, string keptId, CancellationToken cancellation)
    {
        var principals = await PrincipalsAsync(venId, cancellation);
        if (!principals.Exists(p => IdOf(p) == keptId))
            throw new ResourceNotFoundException($"{venId} has no certificate {keptId}, so the others stay");
        var others = principals.Where(p => IdOf(p) != keptId).ToList();
        foreach (var arn in others)
            await RemoveAsync(venId, arn, cancellation);
        return others.ConvertAll(IdOf);
    }

    /// <summary>Revokes the certificates of a VEN that are for these keys, by the hashes of the keys.</summary>
    public async Task RevokeAsync(string venId, IReadOnlySet<string> keyHashes, CancellationToken cancellation)
    {
        foreach (var arn in await PrincipalsAsync(venId, cancellation))
        {
            if (await DescribeAsync(arn, cancellation) is { } found && keyHashes.Contains(KeyOf(found) ?? ""))
                await RemoveAsync(venId, arn, cancellation);
        }
    }

    /// <summary>Revokes all certificates of a VEN; it can not connect any more. Gives their ids.</summary>
    public async Task<IReadOnlyList<string>> RevokeAllAsync(string venId, CancellationToken cancellation)
    {
        var principals = await PrincipalsAsync(venId, cancellation);
        foreach (var arn in principals)
            await RemoveAsync(venId, arn, cancellation);
        return principals.ConvertAll(IdOf);
    }

    private async Task MakeThingAsync(string venId, ProvisioningOptions set, CancellationToken cancellation)
    {
        await controlPlane.Client.CreateThingAsync(new() { ThingName = venId, ThingTypeName = set.ThingType }, cancellation);
        if (set.ThingGroup is { } group)
            await controlPlane.Client.AddThingToThingGroupAsync(new() { ThingGroupName = group, ThingName = venId }, cancellation);
    }

    private async Task<CertificateDescription> CreateAsync(AskedCertificate request, CancellationToken cancellation)
    {
        var made = await controlPlane.Client.CreateCertificateFromCsrAsync(
            new() { CertificateSigningRequest = request.Pem, SetAsActive = false },
            cancellation
        );
        return new()
        {
            CertificateArn = made.CertificateArn,
            CertificateId = made.CertificateId,
            CertificatePem = made.CertificatePem,
            Status = CertificateStatus.INACTIVE,
        };
    }

    /// <summary>The certificate for a request among these.</summary>
    private async Task<CertificateDescription?> FindAsync(
        string venId,
        IEnumerable<string> arns,
        AskedCertificate request,
        CancellationToken cancellation
    )
    {
        foreach (var arn in arns)
        {
            if (await DescribeAsync(arn, cancellation) is { } found && IsFor(found, venId, request.KeyHash))
                return found;
        }
        return null;
    }

    private async Task<CertificateDescription?> DescribeAsync(string arn, CancellationToken cancellation) =>
        (await controlPlane.Client.DescribeCertificateAsync(new() { CertificateId = IdOf(arn) }, cancellation)).CertificateDescription;

    /// <summary>The certificate that a call has made before it broke off.</summary>
    private async Task<CertificateDescription?> FindLooseAsync(string venId, AskedCertificate request, CancellationToken cancellation)
    {
        var since = clock.GetUtcNow().UtcDateTime - LookBack;
        string? marker = null;
        do
        {
            var page = await controlPlane.Client.ListCertificatesAsync(
                new()
                {
                    PageSize = PageSize,
                    Marker = marker,
                    AscendingOrder = false,
                },
                cancellation
            );
            var recent = (page.Certificates ?? []).TakeWhile(c => c.CreationDate is null || c.CreationDate >= since).ToList();
            var inactive = recent.Where(c => c.Status?.Value == CertificateStatus.INACTIVE.Value).Select(c => c.CertificateArn!);
            if (await FindAsync(venId, inactive, request, cancellation) is { } found)
                return found;
            marker = recent.Count == page.Certificates?.Count ? page.NextMarker : null;
        } while (marker is not null);
        return null;
    }

    private async Task<List<string>> PrincipalsAsync(string venId, CancellationToken cancellation)
    {
        var principals = new List<string>();
        string? next = null;
        do
        {
            try
            {
                var page = await controlPlane.Client.ListThingPrincipalsAsync(new() { ThingName = venId, NextToken = next }, cancellation);
                principals.AddRange(page.Principals ?? []);
                next = page.NextToken;
            }
            catch (ResourceNotFoundException)
            {
                return [];
            }
        } while (next is not null);
        return principals.FindAll(p => p.Contains(":cert/", StringComparison.Ordinal));
    }

    /// <summary>
    /// Takes a certificate's rights first, and from the thing last but one: until then, it is found there. One that an authority of our own signed is
    /// not deleted: AWS would not know it any more, and would register it again when it comes.
    /// </summary>
    private async Task RemoveAsync(string venId, string arn, CancellationToken cancellation)
    {
        try
        {
            await SetAsync(IdOf(arn), CertificateStatus.REVOKED, cancellation);
            if (options.Value.Policy is { } policy)
                await controlPlane.Client.DetachPolicyAsync(new() { PolicyName = policy, Target = arn }, cancellation);
            await controlPlane.Client.DetachThingPrincipalAsync(new() { ThingName = venId, Principal = arn }, cancellation);
            var answer = await controlPlane.Client.DescribeCertificateAsync(new() { CertificateId = IdOf(arn) }, cancellation);
            if (answer.CertificateDescription?.CaCertificateId is null)
                await controlPlane.Client.DeleteCertificateAsync(new() { CertificateId = IdOf(arn), ForceDelete = true }, cancellation);
        }
        catch (ResourceNotFoundException)
        {
            // It has gone meanwhile.
        }
        log.LogInformation("Certificate {CertificateId} of {VenId} is revoked", IdOf(arn), venId);
    }

    private Task<UpdateCertificateResponse> SetAsync(string certificateId, CertificateStatus status, CancellationToken cancellation) =>
        controlPlane.Client.UpdateCertificateAsync(new() { CertificateId = certificateId, NewStatus = status }, cancellation);

    /// <summary>Whether a certificate is for this key, under the VEN's name: AWS takes the name from the request.</summary>
    private static bool IsFor(CertificateDescription described, string venId, string keyHash)
    {
        if (KeyOf(described) != keyHash)
            return false;
        using var certificate = X509Certificate2.CreateFromPem(described.CertificatePem);
        return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == venId;
    }

    /// <summary>SHA-256 of the public key of a certificate; null where AWS shows none.</summary>
    private static string? KeyOf(CertificateDescription described)
    {
        if (described.CertificatePem is not { } pem)
            return null;
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return AskedCertificate.HashOf(certificate.PublicKey);
    }

    private static string IdOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
