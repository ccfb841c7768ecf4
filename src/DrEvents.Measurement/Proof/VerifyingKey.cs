using System.Security.Cryptography;
using DrEvents.Measurement.Files;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace DrEvents.Measurement.Proof;

/// <summary>The public half of a key: Ed25519 (RFC 8032), as PEM in SubjectPublicKeyInfo (RFC 8410).</summary>
public sealed class VerifyingKey
{
    private const int IdBytes = 16;

    /// <summary>SubjectPublicKeyInfo of an Ed25519 key, up to the point: the form has no other variants in DER.</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("302a300506032b6570032100");

    private readonly byte[] _point;

    private VerifyingKey(byte[] point)
    {
        _point = point;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. Prefix, .. point]).AsSpan(0, IdBytes));
    }

    /// <summary>Names it: the first 16 bytes of SHA-256 over its SubjectPublicKeyInfo (DER); hexadecimal, small letters.</summary>
    public string Id { get; }

    /// <summary>The key of a point, 32 bytes; an <see cref="ArgumentException"/> where there is no such point, or where it is one of the few that fit any signature.</summary>
    public static VerifyingKey Of(ReadOnlySpan<byte> point)
    {
        var bytes = point.ToArray();
        return bytes.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFull(bytes, 0)
            ? new VerifyingKey(bytes)
            : throw new ArgumentException("is no point of the curve that a key can be", nameof(point));
    }

    /// <summary>The key in a PEM file; or a <see cref="BadFileException"/> says why there is none.</summary>
    public static VerifyingKey Read(InputFile file)
    {
        var point = KeyFile.Read(file, "PUBLIC KEY", Prefix, Ed25519.PublicKeySize, "an Ed25519 key in SubjectPublicKeyInfo");
        return Ed25519.ValidatePublicKeyFull(point, 0)
            ? new VerifyingKey(point)
            : throw new BadFileException(file.Name, 1, "key", "is no point of the curve that a key can be");
    }

    /// <summary>The key as PEM.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", [.. Prefix, .. _point]) + "\n";

    /// <summary>Whether a signature over a message was made by the other half of this key.</summary>
    public bool Verifies(byte[] message, byte[] signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, _point, 0, message, 0, message.Length);
}
