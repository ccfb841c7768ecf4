using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace DrEvents.Backend.Features.Access;

/// <summary>Encrypts the data keys by <c>Access:MasterKey</c>: AES-256-GCM, by a key that HKDF makes of it.</summary>
public sealed class MasterKeyEncryptor(string master) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[MasterKeyBox.NonceBytes + MasterKeyBox.TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, MasterKeyBox.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var box = MasterKeyBox.Of(master);
        box.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(MasterKeyBox.NonceBytes + MasterKeyBox.TagBytes),
            sealedBytes.AsSpan(MasterKeyBox.NonceBytes, MasterKeyBox.TagBytes)
        );
        CryptographicOperations.ZeroMemory(plain);
        return new EncryptedXmlInfo(new XElement("byMasterKey", Convert.ToBase64String(sealedBytes)), typeof(MasterKeyDecryptor));
    }
}

/// <summary>Opens what <see cref="MasterKeyEncryptor"/> sealed; made by ASP.NET, by the name that stands in the XML.</summary>
public sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        if (services.GetRequiredService<IOptions<AccessOptions>>().Value.MasterKey is not { Length: > 0 } master)
            throw new CryptographicException("Data keys are encrypted, and Access:MasterKey is not set");
        var bytes = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var plain = new byte[bytes.Length - MasterKeyBox.NonceBytes - MasterKeyBox.TagBytes];
        using var box = MasterKeyBox.Of(master);
        box.Decrypt(
            bytes[..MasterKeyBox.NonceBytes],
            bytes[(MasterKeyBox.NonceBytes + MasterKeyBox.TagBytes)..],
            bytes.Slice(MasterKeyBox.NonceBytes, MasterKeyBox.TagBytes),
            plain
        );
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

internal static class MasterKeyBox
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    private const int KeyBytes = 32;

    public static AesGcm Of(string master) =>
        new(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(master), KeyBytes, info: "drevents data keys"u8.ToArray()),
            TagBytes
        );
}
