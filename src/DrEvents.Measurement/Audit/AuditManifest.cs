using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;

namespace DrEvents.Measurement.Audit;

/// <summary>
/// What an audit bundle holds: file <c>audit.json</c>, the last that is written. It may be signed as receipts are: Ed25519 over the canonical bytes
/// (RFC 8785) of all members but the signature. A receipt has another form, and none can be taken for the other.
/// </summary>
/// <param name="Form">Name and version of the bundle's form.</param>
/// <param name="Result">Number of the result that the readings are of.</param>
/// <param name="Files">All other files, in the order of writing.</param>
/// <param name="KeyId">The key that signed it; null where none did.</param>
/// <param name="Signature">Base64; null where it is not signed.</param>
public sealed record AuditManifest(
    string Form,
    string EventId,
    int Result,
    IReadOnlyList<AuditedFile> Files,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? KeyId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Signature = null
)
{
    public const string FormName = "drevents-audit/1";

    /// <summary>Its place in the bundle.</summary>
    public const string Path = "audit.json";

    private const long BytesMost = 50_000_000;

    internal static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What was signed: the list as it stands in the file.</summary>
    private SignedJson? Signed { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Written) + "\n";

    /// <summary>The same, signed. The same list has the same signature always.</summary>
    public AuditManifest SignedBy(SigningKey key)
    {
        var named = this with { KeyId = key.Public.Id, Signature = null };
        return named with { Signature = Convert.ToBase64String(key.Sign(CanonicalJson.Bytes(named.ToJson(), SignedJson.SignatureMember))) };
    }

    /// <summary>Why this key did not sign it as it stands; null where it did.</summary>
    public string? SignatureProblem(VerifyingKey key) =>
        Signed is null || KeyId is null ? $"{Path} is not signed, and key {key.Id} is asked for"
        : KeyId != key.Id ? $"{Path} was signed by key {BadFileException.Shown(KeyId).Trim('\'')}, and the key given is {key.Id}"
        : Signed.Problem(key) is null ? null
        : $"the list of files was changed: the signature in {Path} is not that of key {key.Id} over it";

    /// <exception cref="BadFileException">It is none.</exception>
    public static AuditManifest Read(InputFile file)
    {
        var text = JsonFile.Text(file, BytesMost);
        var read = JsonFile.Read<AuditManifest>(file.Name, text);
        return read.Form == FormName
            ? read with
            {
                Signed = read is { KeyId: { } key, Signature: { } signature } ? SignedOf(file.Name, text, key, signature) : null,
            }
            : throw new BadFileException(file.Name, 1, "form", $"{BadFileException.Shown(read.Form)} is not {FormName}");
    }

    private static SignedJson SignedOf(string file, string json, string keyId, string signature)
    {
        try
        {
            return SignedJson.Of(json, keyId, signature);
        }
        catch (JsonException e)
        {
            throw new BadFileException(file, 1, "json", e.Message);
        }
    }
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Below the bundle's folder, with slashes.</param>
/// <param name="Sha256">Over its bytes, hexadecimal.</param>
public sealed record AuditedFile(string Path, long Bytes, string Sha256);
