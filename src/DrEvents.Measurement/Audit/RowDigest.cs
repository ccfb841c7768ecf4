using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DrEvents.Measurement.Audit;

/// <summary>
/// What identifies a row of stored events: SHA-256 over its sequence, stream, version, type, the microsecond (since 1970) at which it was stored, and its
/// data as the store writes it, a line each; the first 16 bytes of it, hexadecimal.
/// </summary>
public static class RowDigest
{
    /// <summary>Digits of a digest.</summary>
    public const int Digits = 32;

    public static string Of(long sequence, string stream, long version, string type, DateTimeOffset storedAt, string data)
    {
        var us = (storedAt.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        var text = string.Create(CultureInfo.InvariantCulture, $"{sequence}\n{stream}\n{version}\n{type}\n{us}\n{data}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];
    }

    /// <summary>SHA-256 over digests, in the order of their rows' sequences.</summary>
    public static string OfAll(IEnumerable<string> inOrder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var digest in inOrder)
            hash.AppendData(Encoding.UTF8.GetBytes(digest));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
