namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Signs as <see href="https://www.standardwebhooks.com">Standard Webhooks</see> does, so that receivers can verify by its libraries.</summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int KeyBytes = 32;
    private const int KeyBytesMin = 24;
    private const int KeyBytesMax = 64;

    public const string SecretForm = "whsec_ and the base64 of 24 to 64 bytes";

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    public static bool IsSecret(string text) => KeyOf(text) is { Length: >= KeyBytesMin and <= KeyBytesMax };

    /// <summary>The value of <c>webhook-signature</c>, with one signature for each secret.</summary>
    /// <param name="sentAt">Of this attempt, Unix seconds.</param>
    public static string Of(IEnumerable<string> secrets, string id, long sentAt, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{sentAt}.{body}"));
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(s)!, signed))));
    }

    private static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > Prefix.Length + 2 * KeyBytesMax)
            return null;
        var key = new byte[2 * KeyBytesMax];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) ? key[..length] : null;
    }
}
