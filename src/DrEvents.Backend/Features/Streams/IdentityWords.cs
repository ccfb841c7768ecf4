using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Vens;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Says in a line what happened to codes and certificates of VENs, and to the keys of commands.</summary>
public static class IdentityWords
{
    /// <summary>Null for all other events.</summary>
    public static Sentence? Of(object stored) =>
        stored switch
        {
            EnrolmentOffered e => Say(SaidKind.EnrolmentOffered, $"code to enrol made by {e.By:by}, good until {At(e.ExpiresAt):until}"),
            EnrolmentRefused e => Say(SaidKind.EnrolmentRefused, $"somebody was refused with its code: {e.Reason:reason}"),
            CertificateIssued e => Say(
                SaidKind.CertificateIssued,
                $"certificate {e.Serial:serial} given{Text(e.Replaces, " in place of "):replaces}, until {At(e.NotAfter):until}"
            ),
            CertificateRevoked e => Say(
                SaidKind.CertificateRevoked,
                $"certificate {e.Serial:serial} revoked by {e.By:by}: {e.Reason:reason}"
            ),
            SenderNotProven e => Say(SaidKind.SenderNotProven, $"a message on {e.Topic:topic} was refused: {e.Reason:reason}"),
            AuthorityAdopted e => Say(SaidKind.AuthorityAdopted, $"certificates come from the authority {e.Fingerprint:fingerprint}"),
            CommandKeyAdded e => Say(
                SaidKind.CommandKeyAdded,
                $"command key {e.KeyId:keyId} signs from {At(e.SignsFrom):from}, made by {e.By:by}"
            ),
            CommandKeyRetired e => Say(SaidKind.CommandKeyRetired, $"command key {e.KeyId:keyId} retired by {e.By:by}"),
            _ => null,
        };
}
