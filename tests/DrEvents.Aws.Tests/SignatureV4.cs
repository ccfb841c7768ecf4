using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DrEvents.Aws.Tests;

/// <summary>
/// AWS's signature, version 4, as its documentation has it, made from what is on the wire. It shares nothing with the SDK, whose
/// signatures it judges.
/// </summary>
public static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The signature of a request over these of its headers.</summary>
    /// <param name="target">Path and query as they are on the wire.</param>
    /// <param name="scope"><c>date/region/service/aws4_request</c>.</param>
    public static string Of(
        string method,
        string target,
        IReadOnlyList<string> signedHeaders,
        Func<string, string> valueOf,
        string bodySha256,
        string amzDate,
        string scope,
        string secret
    )
    {
        var (path, query) = target.Split('?', 2) is [var p, var q] ? (p, q) : (target, "");
        var canonical = string.Join(
            '\n',
            method,
            string.Join('/', path.Split('/').Select(Encode)),
            CanonicalQuery(query),
            string.Concat(signedHeaders.Select(h => $"{h}:{OneSpace(valueOf(h))}\n")),
            string.Join(';', signedHeaders),
            bodySha256
        );
        var toSign = string.Join('\n', Algorithm, amzDate, scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Hmac);
        return Hex(Hmac(key, toSign));
    }

    /// <summary>The parts of an <c>Authorization</c> header; null when it is none of this kind.</summary>
    public static Authorization? Read(string? header)
    {
        if (header is null || !header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            return null;
        var parts = header[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1]);
        if (!parts.TryGetValue("Credential", out var credential) || credential.Split('/', 2) is not [var id, var scope])
            return null;
        return parts.TryGetValue("SignedHeaders", out var signed) && parts.TryGetValue("Signature", out var signature)
            ? new Authorization(id, scope, signed.Split(';'), signature)
            : null;
    }

    /// <summary>SHA-256 in hexadecimal digits.</summary>
    public static string Sha256(ReadOnlySpan<byte> body) => Hex(SHA256.HashData(body));

    private static string CanonicalQuery(string query) =>
        string.Join(
            '&',
            query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(field => field.Split('=', 2))
                .Select(field => (Name: Again(field[0]), Value: Again(field.ElementAtOrDefault(1) ?? "")))
                .OrderBy(field => field.Name, StringComparer.Ordinal)
                .ThenBy(field => field.Value, StringComparer.Ordinal)
                .Select(field => $"{field.Name}={field.Value}")
        );

    private static string Again(string encoded) => Encode(Uri.UnescapeDataString(encoded));

    private static string Encode(string text) =>
        string.Concat(
            Encoding
                .UTF8.GetBytes(text)
                .Select(b => char.IsAsciiLetterOrDigit((char)b) || "-_.~".Contains((char)b) ? $"{(char)b}" : Percent(b))
        );

    private static string Percent(byte b) => string.Create(CultureInfo.InvariantCulture, $"%{b:X2}");

    private static string OneSpace(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

/// <summary>What an <c>Authorization</c> header says.</summary>
public sealed record Authorization(string AccessKeyId, string Scope, IReadOnlyList<string> SignedHeaders, string Signature);
