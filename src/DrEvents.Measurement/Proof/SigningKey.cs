using System.Security.Cryptography;
using DrEvents.Measurement.Files;
using DrEvents.Proof;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace DrEvents.Measurement.Proof;

/// <summary>The key that signs: Ed25519 (RFC 8032), kept as PEM in PKCS#8 (RFC 8410), as <c>openssl genpkey -algorithm ed25519</c> writes it.</summary>
public sealed class SigningKey
{
    /// <summary>PKCS#8 of an Ed25519 key without attributes, up to the seed: the form has no other variants in DER.</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly byte[] _seed;

    private SigningKey(byte[] seed)
    {
        _seed = seed;
        var point = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, point, 0);
        Public = VerifyingKey.Of(point);
    }

    /// <summary>What verifies its signatures.</summary>
    public VerifyingKey Public { get; }

    /// <summary>A key of 32 bytes of chance, which RFC 8032 calls the private key.</summary>
    public static SigningKey Of(ReadOnlySpan<byte> seed) =>
        seed.Length == Ed25519.SecretKeySize
            ? new SigningKey(seed.ToArray())
            : throw new ArgumentException($"a key has {Ed25519.SecretKeySize} bytes", nameof(seed));

    /// <summary>A new key, from the machine's source of chance.</summary>
    public static SigningKey New() => Of(RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>The key in a PEM file; or a <see cref="BadFileException"/> says why there is none.</summary>
    public static SigningKey Read(InputFile file) =>
        Of(KeyFile.Read(file, "PRIVATE KEY", Prefix, Ed25519.SecretKeySize, "an Ed25519 key in PKCS#8"));

    /// <summary>The key as PEM.</summary>
    public string ToPem() => PemEncoding.WriteString("PRIVATE KEY", [.. Prefix, .. _seed]) + "\n";

    /// <summary>The signature over a message, 64 bytes. The same message has the same signature always.</summary>
    public byte[] Sign(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }
}
