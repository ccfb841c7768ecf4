using System.Security.Cryptography;
using System.Text;

namespace DrEvents.Ven.Devices.Ocpp.Security;

/// <summary>The password of a charger. It is kept as it was read only where the VEN has to show it itself.</summary>
internal sealed class BasicSecret : IEquatable<BasicSecret>
{
    private const string Scheme = "Basic ";
    private const int HeaderLengthMax = 512;

    private readonly byte[] _hash;
    private readonly byte[]? _hexHash;
    private readonly string _text;

    public BasicSecret(string text)
    {
        _text = text;
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        // A key of 20 bytes is written as 40 hexadecimal digits, and sent as the bytes (OCPP 1.6 security whitepaper, AuthorizationKey).
        if (text.Length == 40 && text.All(char.IsAsciiHexDigit))
            _hexHash = SHA256.HashData(Convert.FromHexString(text));
    }

    /// <summary>The header by which the VEN shows it in a charger's name.</summary>
    public string HeaderFor(string identity) => Scheme + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}:{_text}"));

    /// <summary>Whether a header <c>Authorization</c> shows it in this charger's name; the time that it takes tells nothing of it.</summary>
    public bool IsShownBy(string header, string identity)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > HeaderLengthMax)
            return false;
        Span<byte> bytes = stackalloc byte[HeaderLengthMax];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length))
            return false;
        var shown = bytes[..length];
        // The identity may hold a colon: the password begins after the identity.
        var name = Encoding.UTF8.GetBytes(identity + ":");
        var isNamed = shown.StartsWith(name);
        var hash = SHA256.HashData(isNamed ? shown[name.Length..] : shown);
        var isText = CryptographicOperations.FixedTimeEquals(hash, _hash);
        var isHex = _hexHash is not null && CryptographicOperations.FixedTimeEquals(hash, _hexHash);
        return isNamed & (isText | isHex);
    }

    public bool Equals(BasicSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    public override bool Equals(object? obj) => Equals(obj as BasicSecret);

    public override int GetHashCode() => 0;

    /// <summary>It is shown nowhere.</summary>
    public override string ToString() => "***";
}
