using Microsoft.AspNetCore.DataProtection;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>
/// Keeps the secrets of webhooks so that who reads the database cannot sign: encrypted by the installation's data keys, which <c>Access:MasterKey</c> opens. Those
/// that an earlier version stored as they are stay so until they are renewed.
/// </summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("webhooks");

    /// <summary>What is stored of a secret.</summary>
    public string Keep(string secret) => _protector.Protect(secret);

    /// <summary>The secrets that sign at a time.</summary>
    /// <exception cref="CryptographicException">The data keys are others.</exception>
    public IEnumerable<string> At(Webhook webhook, DateTimeOffset now) =>
        [Open(webhook.Secret), .. webhook.SecretsAt(now).Skip(1).Select(OpenFormer).OfType<string>()];

    private string Open(string kept) => WebhookSignature.IsSecret(kept) ? kept : _protector.Unprotect(kept);

    /// <summary>Null where it may just be why there is a new one.</summary>
    private string? OpenFormer(string kept)
    {
        try
        {
            return Open(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
