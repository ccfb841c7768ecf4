using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what happened to codes and certificates of VENs, and to the keys of commands.</summary>
public static class IdentityWords
{
    /// <summary>Null for all other events.</summary>
    public static string? Of(object stored) =>
        stored switch
        {
            EnrolmentOffered e => $"code to enrol made by {e.By}, good until {At(e.ExpiresAt)}",
            EnrolmentRefused e => $"somebody was refused with its code: {e.Reason}",
            CertificateIssued e =>
                $"certificate {e.Serial} given{(e.Replaces is { } before ? $" in place of {before}" : "")}, until {At(e.NotAfter)}",
            CertificateRevoked e => $"certificate {e.Serial} revoked by {e.By}: {e.Reason}",
            SenderNotProven e => $"a message on {e.Topic} was refused: {e.Reason}",
            AuthorityAdopted e => $"certificates come from the authority {e.Fingerprint}",
            CommandKeyAdded e => $"command key {e.KeyId} signs from {At(e.SignsFrom)}, made by {e.By}",
            CommandKeyRetired e => $"command key {e.KeyId} retired by {e.By}",
            _ => null,
        };

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
