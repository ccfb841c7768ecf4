using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace DrEvents.Proof;

/// <summary>The public half of a key: Ed25519 (RFC 8032), as PEM in SubjectPublicKeyInfo (RFC 8410).</summary>
public sealed class VerifyingKey
{
    /// <summary>What stands in the first line of its PEM.</summary>
    public const string Label = "PUBLIC KEY";

    private const int IdBytes = 16;
    private const int ShownMost = 40;

    /// <summary>SubjectPublicKeyInfo of an Ed25519 key, up to the point: the form has no other variants in DER.</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("302a300506032b6570032100");

    private readonly byte[] _point;
    private readonly Ed25519.PublicPoint _read;

    private VerifyingKey(byte[] point, Ed25519.PublicPoint read)
    {
        (_point, _read) = (point, read);
        Id = Convert.ToHexStringLower(SHA256.HashData([.. Prefix, .. point]).AsSpan(0, IdBytes));
    }

    /// <summary>Names it: the first 16 bytes of SHA-256 over its SubjectPublicKeyInfo (DER); hexadecimal, small letters.</summary>
    public string Id { get; }

    /// <summary>The key of a point, 32 bytes; an <see cref="ArgumentException"/> where there is no such point, or where it is one of the few that fit any signature.</summary>
    public static VerifyingKey Of(ReadOnlySpan<byte> point)
    {
        var bytes = point.ToArray();
        return bytes.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFullExport(bytes, 0) is { } read
            ? new VerifyingKey(bytes, read)
            : throw new ArgumentException("is no point of the curve that a key can be", nameof(point));
    }

    /// <summary>The keys of a PEM text, in their order; or why there are none.</summary>
    /// <param name="most">More than so many are refused.</param>
    public static (IReadOnlyList<VerifyingKey> Keys, string? Problem) ReadPem(string pem, int most)
    {
        var keys = new List<VerifyingKey>();
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            // Who gives the wrong half away should know.
            if (!rest[fields.Label].SequenceEqual(Label))
                return ([], $"holds '{Short(rest[fields.Label])}', and '{Label}' is expected");
            var der = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            if (der.Length != Prefix.Length + Ed25519.PublicKeySize || !der.AsSpan().StartsWith(Prefix))
                return ([], "is not an Ed25519 key in SubjectPublicKeyInfo");
            if (Ed25519.ValidatePublicKeyFullExport(der, Prefix.Length) is not { } read)
                return ([], "is no point of the curve that a key can be");
            keys.Add(new VerifyingKey(der[Prefix.Length..], read));
        }
        return keys.Count == 0 ? ([], $"is no PEM: -----BEGIN {Label}----- is expected")
            : keys.Count > most ? ([], $"holds more than {most} keys")
            : (keys, null);
    }

    /// <summary>The point: 32 bytes.</summary>
    public ReadOnlySpan<byte> Point => _point;

    /// <summary>The key as PEM.</summary>
    public string ToPem() => PemEncoding.WriteString(Label, [.. Prefix, .. _point]) + "\n";

    /// <summary>Whether a signature over a message was made by the other half of this key.</summary>
    public bool Verifies(byte[] message, byte[] signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, _read, message, 0, message.Length);

    private static string Short(ReadOnlySpan<char> label) => label.Length <= ShownMost ? label.ToString() : label[..ShownMost].ToString();
}
