using System.Text;
using System.Text.Json;

namespace DrEvents.Proof;

/// <summary>A JSON document that carries its own signature: Ed25519 over the canonical bytes (RFC 8785) of all members but the signature, in base64.</summary>
public sealed class SignedJson
{
    /// <summary>The member that holds the signature.</summary>
    public const string SignatureMember = "signature";

    private const int ShownMost = 40;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private SignedJson(byte[] signed, byte[] signature, string keyId) => (_signed, _signature, KeyId) = (signed, signature, keyId);

    /// <summary>The key that is said to have signed it.</summary>
    public string KeyId { get; }

    /// <summary>What was signed, as it stands in the text, whatever else that holds. Whether the signature holds is not looked at here.</summary>
    /// <exception cref="JsonException">The text has no canonical form.</exception>
    public static SignedJson Of(string json, string keyId, string signature) =>
        new(CanonicalJson.Bytes(json, without: SignatureMember), Bytes(signature), keyId);

    /// <summary>Why the signature does not hold; null where it does.</summary>
    public string? Problem(VerifyingKey key) =>
        KeyId != key.Id ? $"it was signed by key {Shown(KeyId)}, and the key given is {key.Id}"
        : key.Verifies(_signed, _signature) ? null
        : $"its signature is not that of key {key.Id} over what it says";

    /// <summary>What is no base64 is no signature, as a wrong one is none.</summary>
    private static byte[] Bytes(string base64)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(base64)];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : [];
    }

    /// <summary>What a document says, short, and safe on one line.</summary>
    private static string Shown(string text) =>
        string.Concat(text.Take(ShownMost).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '·' : c))
        + (text.Length > ShownMost ? "…" : "");
}
