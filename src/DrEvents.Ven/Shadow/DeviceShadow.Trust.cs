using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Shadow;

/// <summary>Whose wishes count. A VEN that is enrolled carries out what is signed, and nothing else that stands there.</summary>
internal sealed partial class DeviceShadow
{
    /// <summary>The wishes that may be carried out, and whether they are signed; null where none may be.</summary>
    private (IReadOnlyList<ShadowWish> Wishes, bool IsSigned)? TrustedOf(JsonElement desired, JsonElement stamps)
    {
        if (!guard.Keys.Any)
            return (ShadowWishes.Of(desired, stamps, venId), false);
        var now = clock.GetUtcNow();
        if (ShadowMessage.Part(desired, WishForm.Member) is not { ValueKind: not JsonValueKind.Undefined } member)
        {
            // What is so already, as after a wish that was signed, is nothing to refuse.
            var report = ReportedState.Of(controller.Look(now));
            if (ShadowWishes.Of(desired, stamps, venId).Any(w => !(w.IsMirrored && w.IsIn(report))))
                guard.Count($"shadow: {RefusalReasons.Signature}there is none", now);
            return null;
        }
        var (signed, problem) = SignedWish.Read(member, venId);
        problem ??= guard.Problem(signed!.Signed) ?? TakeUp(signed, now);
        if (problem is null)
            return (ShadowWishes.Of(signed!.Desired, default, venId, signed.IssuedAtS), true);
        guard.Count($"shadow: {problem}", now);
        return null;
    }

    /// <summary>Remembers which wish is the newest; says so where this one is not.</summary>
    private string? TakeUp(SignedWish signed, DateTimeOffset now)
    {
        var newestMs = controller.Look(now).State.SignedWishMs;
        if (signed.IssuedAtMs < newestMs)
            return "signed.wish.issuedAtMs: older than the newest";
        if (signed.IssuedAtMs > newestMs || newestMs is null)
            controller.Note(now, new SignedWishCame(signed.IssuedAtMs));
        return null;
    }
}
