using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;

namespace DrEvents.Ven.Provisioning;

/// <summary>
/// Gets the VEN its own certificate, once: a key is made here, AWS IoT signs a request for it, and the template gives the certificate a thing
/// of the VEN's name. What broke off is taken up by the next start.
/// </summary>
public static partial class FirstStart
{
    /// <summary>The options with the VEN's own certificate in them; the same where no claim is set.</summary>
    /// <exception cref="ProvisioningException">AWS IoT gives none.</exception>
    public static async Task<VenOptions> ProvisionAsync(
        VenOptions options,
        TimeProvider clock,
        ILoggerFactory loggers,
        CancellationToken cancellation
    )
    {
        if (options.Claim is not { } claim)
            return options;
        var files = new OwnFiles(options.VenId, options.LogFile);
        var own = options with { Broker = options.Broker with { CertFile = files.CertFile, KeyFile = files.KeyFile } };
        if (files.AreThere)
            return own;
        var logger = loggers.CreateLogger($"DrEvents.Ven.{options.VenId}");
        var broker = options.Broker with { CertFile = claim.CertFile, KeyFile = claim.KeyFile };
        await using var connection = new ClaimConnection(broker, claim.Template, clock, logger, cancellation);
        await connection.UpAsync(cancellation);
        using var key = files.Key();
        if (files.Pending is { } pending && IsFor(key, pending.Pem) && await TryAsync(pending))
            return own;
        pending = await CreateAsync(connection, options.VenId, key, cancellation);
        files.Remember(pending);
        await RegisterAsync(connection, options.VenId, claim.Template, pending, cancellation);
        files.Keep(pending.Pem);
        LogProvisioned(logger, files.CertFile);
        return own;

        // The one before broke off, before its answer came or after it.
        async Task<bool> TryAsync(PendingCertificate pending)
        {
            try
            {
                await RegisterAsync(connection, options.VenId, claim.Template, pending, cancellation);
            }
            catch (ProvisioningException e)
            {
                // Its answer may have been lost, and the token is good only once.
                files.Keep(pending.Pem);
                if (!await OneAttempt.SucceedsAsync(own.Broker, options.VenId, clock, cancellation))
                {
                    files.Discard();
                    if (!e.IsOfCertificate)
                    {
                        // Who is refused comes again and again: with this one, not with a new one each time.
                        files.Remember(pending);
                        throw;
                    }
                    LogStale(logger, e.Message);
                    return false;
                }
            }
            files.Keep(pending.Pem);
            LogProvisioned(logger, files.CertFile);
            return true;
        }
    }

    private static async Task<PendingCertificate> CreateAsync(
        ClaimConnection connection,
        string venId,
        ECDsa key,
        CancellationToken cancellation
    )
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(venId);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var made = await connection.AskAsync(
            ProvisioningTopics.CreateFromCsr,
            new JsonObject { ["certificateSigningRequest"] = request },
            cancellation
        );
        if ((string?)made["certificatePem"] is not { } pem || (string?)made["certificateOwnershipToken"] is not { } token)
            throw new ProvisioningException($"{ProvisioningTopics.CreateFromCsr}: the answer has no certificate");
        return IsFor(key, pem)
            ? new PendingCertificate(pem, token)
            : throw new ProvisioningException($"{ProvisioningTopics.CreateFromCsr}: the certificate is not for this VEN's key");
    }

    private static async Task RegisterAsync(
        ClaimConnection connection,
        string venId,
        string template,
        PendingCertificate pending,
        CancellationToken cancellation
    )
    {
        var answer = await connection.AskAsync(
            ProvisioningTopics.Provision(template),
            new JsonObject
            {
                ["certificateOwnershipToken"] = pending.Token,
                ["parameters"] = new JsonObject { ["VenId"] = venId },
            },
            cancellation
        );
        if ((string?)answer["thingName"] is { } thing && thing != venId)
            throw new ProvisioningException($"Template {template} gives the thing {thing}, but this VEN is {venId}: it could not connect");
    }

    private static bool IsFor(ECDsa key, string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This VEN has a certificate of its own: {File}")]
    private static partial void LogProvisioned(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the start before began, cannot be finished ({Reason}); it begins anew")]
    private static partial void LogStale(ILogger logger, string reason);
}
