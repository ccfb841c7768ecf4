using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace DrEvents.Proof;

/// <summary>
/// A JSON object that carries its own signature as its member <c>signature: {keyId, alg, value}</c>: Ed25519 over the canonical bytes (RFC 8785) of all its
/// other members, as base64url. Members may come in any order, since only the form that is signed has one.
/// </summary>
public sealed class SignedMessage
{
    /// <summary>The member that holds the signature.</summary>
    public const string Member = "signature";

    /// <summary>The only algorithm that there is: none that a message could choose.</summary>
    public const string Algorithm = "Ed25519";

    /// <summary>Longest id of a key.</summary>
    public const int KeyIdLengthMax = 64;

    private const int SignatureBytes = 64;
    private const int SignatureCharacters = 86;
    private static readonly string[] Parts = ["keyId", "alg", "value"];

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private SignedMessage(byte[] signed, byte[] signature, string keyId) => (_signed, _signature, KeyId) = (signed, signature, keyId);

    /// <summary>The key that is said to have signed it.</summary>
    public string KeyId { get; }

    /// <summary>Whether a text can be the id of a key: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsKeyId(string text) =>
        text.Length is > 0 and <= KeyIdLengthMax && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The message with its signature as the last member; nothing else of it changes.</summary>
    /// <param name="json">An object in UTF-8 that has members, and no such one.</param>
    /// <param name="sign">Signs bytes.</param>
    public static byte[] Sign(ReadOnlyMemory<byte> json, string keyId, Func<byte[], byte[]> sign)
    {
        var value = sign(CanonicalJson.Bytes(json));
        var end = json.Span.LastIndexOf((byte)'}');
        // The id and base64url hold nothing that JSON escapes.
        var member = $",\"{Member}\":{{\"keyId\":\"{keyId}\",\"alg\":\"{Algorithm}\",\"value\":\"{Base64Url.EncodeToString(value)}\"}}}}";
        var signed = new byte[end + member.Length];
        json.Span[..end].CopyTo(signed);
        Encoding.ASCII.GetBytes(member, signed.AsSpan(end));
        return signed;
    }

    /// <summary>What was signed, and by whom it is said to be; or why there is no such thing. Whether the signature holds is not looked at here.</summary>
    public static (SignedMessage? Message, string? Problem) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = CanonicalJson.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, "it is no JSON object");
            if (!document.RootElement.TryGetProperty(Member, out var member))
                return (null, "there is none");
            if (Of(member) is not var (keyId, signature))
                return (null, $"its signature is not of the form {{keyId, alg: {Algorithm}, value: 64 bytes as base64url}}");
            return (new SignedMessage(CanonicalJson.Bytes(document.RootElement, Member), signature, keyId), null);
        }
        catch (JsonException e)
        {
            return (null, $"it has no canonical form: {WordsOf(e)}");
        }
        catch (InvalidOperationException)
        {
            return (null, $"it has no canonical form: {CanonicalJson.HalfCharacter().Message}");
        }
    }

    /// <summary>What was signed where that is a text, with its signature beside it; null where key or signature are none.</summary>
    public static SignedMessage? OfText(string text, string keyId, string value) =>
        IsKeyId(keyId) && SignatureOf(value) is { } signature ? new SignedMessage(Encoding.UTF8.GetBytes(text), signature, keyId) : null;

    /// <summary>Why the signature does not hold; null where it does.</summary>
    public string? Problem(VerifyingKey key) =>
        key.Verifies(_signed, _signature) ? null : $"its signature is not that of key {KeyId} over what it says";

    private static (string KeyId, byte[] Signature)? Of(JsonElement member)
    {
        if (member.ValueKind != JsonValueKind.Object || member.GetPropertyCount() != Parts.Length)
            return null;
        var texts = Array.ConvertAll(
            Parts,
            name => member.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null
        );
        return texts is [{ } keyId, Algorithm, { } value] && IsKeyId(keyId) && SignatureOf(value) is { } signature
            ? (keyId, signature)
            : null;
    }

    private static byte[]? SignatureOf(string value)
    {
        var signature = new byte[SignatureBytes];
        return
            value.Length == SignatureCharacters
            && Base64Url.IsValid(value)
            && Base64Url.TryDecodeFromChars(value, signature, out var bytes)
            && bytes == SignatureBytes
            ? signature
            : null;
    }

    /// <summary>Short: the library's words may hold a piece of the text, and lines.</summary>
    private static string WordsOf(JsonException e) =>
        e.LineNumber is null
            ? e.Message
            : $"not JSON that can be read, or a member that is there twice, near byte {e.BytePositionInLine ?? 0} of line {e.LineNumber}";
}
