using System.Security.Cryptography;
using DrEvents.Measurement.Files;
using DrEvents.Proof;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace DrEvents.Measurement.Proof;

/// <summary>The key that signs: Ed25519 (RFC 8032), kept as PEM in PKCS#8 (RFC 8410), as <c>openssl genpkey -algorithm ed25519</c> writes it.</summary>
public sealed class SigningKey
{
    private const string Label = "PRIVATE KEY";
    private const string Expected = "an Ed25519 key in PKCS#8";

    /// <summary>PKCS#8 of an Ed25519 key without attributes, up to the seed: the form has no other variants in DER.</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly byte[] _seed;
    private readonly byte[] _point = new byte[Ed25519.PublicKeySize];

    private SigningKey(byte[] seed)
    {
        _seed = seed;
        Ed25519.GeneratePublicKey(seed, 0, _point, 0);
        Public = VerifyingKey.Of(_point);
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
    public static SigningKey Read(InputFile file) => Of(KeyFile.Read(file, Label, Prefix, Ed25519.SecretKeySize, Expected));

    /// <summary>All keys in a PEM file, one at least, in their order; or a <see cref="BadFileException"/> says what is wrong.</summary>
    /// <param name="most">More than so many are refused.</param>
    public static IReadOnlyList<SigningKey> ReadAll(InputFile file, int most) =>
        [.. KeyFile.ReadAll(file, Label, Prefix, Ed25519.SecretKeySize, Expected, most).Select(seed => Of(seed))];

    /// <summary>Another key, made of this one by HKDF (RFC 5869): who has this one and the salt has it too, and nobody else.</summary>
    /// <param name="purpose">What it is for: keys for different purposes have nothing in common.</param>
    public SigningKey Derive(byte[] salt, byte[] purpose) =>
        Of(HKDF.DeriveKey(HashAlgorithmName.SHA256, _seed, Ed25519.SecretKeySize, salt, purpose));

    /// <summary>The key as PEM.</summary>
    public string ToPem() => PemEncoding.WriteString(Label, [.. Prefix, .. _seed]) + "\n";

    /// <summary>The signature over a message, 64 bytes. The same message has the same signature always.</summary>
    public byte[] Sign(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        // With its public half at hand it takes half the time.
        Ed25519.Sign(_seed, 0, _point, 0, message, 0, message.Length, signature, 0);
        return signature;
    }
}
