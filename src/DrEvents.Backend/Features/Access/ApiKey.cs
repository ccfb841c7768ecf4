using System.Buffers.Text;

namespace DrEvents.Backend.Features.Access;

/// <summary>
/// An API key as it is sent: <c>dre_</c>, its id, and 32 random bytes. Only a hash is stored, and a fast one: a slow hash is for passwords, which can be
/// guessed, and 256 random bits cannot.
/// </summary>
/// <param name="Id">The part of it that is no secret.</param>
/// <param name="Text">The whole key.</param>
public sealed record ApiKey(string Id, string Text)
{
    public const string Prefix = "dre_";
    private const int IdCharacters = 8;
    private const int SecretBytes = 32;

    public string Hash => Convert.ToHexStringLower(HashOf(Text));

    public static ApiKey New()
    {
        var id = RandomNumberGenerator.GetHexString(IdCharacters, lowercase: true);
        return new ApiKey(id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id in a key that somebody sent; null where it has not the form of one.</summary>
    public static string? IdIn(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length > Prefix.Length + IdCharacters
        && text[Prefix.Length + IdCharacters] == '_'
            ? text.Substring(Prefix.Length, IdCharacters)
            : null;

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
