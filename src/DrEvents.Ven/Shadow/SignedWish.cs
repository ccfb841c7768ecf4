using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Proof;

namespace DrEvents.Ven.Shadow;

/// <summary>
/// What is desired of a VEN that is enrolled: <c>state.desired.signed = {wish, keyId, value}</c>, where the wish is a text, so that no service takes it apart, and
/// what was signed are its bytes.
/// </summary>
/// <param name="Signed">What was signed, and by whom it is said to be.</param>
/// <param name="Desired">What it desires, in the shape of <c>state.desired</c>.</param>
/// <param name="IssuedAtMs">When the backend issued it, Unix milliseconds; of two wishes the one with the higher is the newer.</param>
internal sealed record SignedWish(SignedMessage Signed, JsonElement Desired, long IssuedAtMs)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>When it was issued, whole seconds.</summary>
    public long IssuedAtS => IssuedAtMs / 1000;

    /// <summary>Reads what stands below <c>state.desired.signed</c>; or says what is wrong. Nothing of it is proved here.</summary>
    public static (SignedWish? Wish, string? Problem) Read(JsonElement signed, string venId)
    {
        try
        {
            if (Text(signed, "wish") is not { } wish || Text(signed, "keyId") is not { } keyId || Text(signed, "value") is not { } value)
                return (null, "signed: is not {wish, keyId, value}");
            if (SignedMessage.OfText(wish, keyId, value) is not { } message)
                return (null, "signed: keyId or value is none");
            using var document = JsonDocument.Parse(wish, Strict);
            var root = document.RootElement;
            if (Text(root, "kind") != WishForm.Kind)
                return (null, "signed.wish: is no wish");
            if (Text(root, "venId") != venId)
                return (null, "signed.wish.venId: not this VEN");
            if (ShadowMessage.Part(root, "issuedAtMs") is not { ValueKind: JsonValueKind.Number } at || !at.TryGetInt64(out var issuedAtMs))
                return (null, "signed.wish.issuedAtMs: missing");
            return ShadowMessage.Part(root, "desired") is { ValueKind: JsonValueKind.Object } desired
                ? (new SignedWish(message, desired.Clone(), issuedAtMs), null)
                : (null, "signed.wish.desired: missing");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: escapes that are not Unicode, met while a text is decoded.
            return (null, "signed.wish: is no JSON that can be read");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        ShadowMessage.Part(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
