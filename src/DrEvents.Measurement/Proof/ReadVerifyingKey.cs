using DrEvents.Measurement.Files;
using DrEvents.Proof;

namespace DrEvents.Measurement.Proof;

/// <summary>Reads the public half of a key from a file.</summary>
public static class ReadVerifyingKey
{
    private const int PointBytes = 32;

    /// <summary>SubjectPublicKeyInfo of an Ed25519 key, up to the point.</summary>
    private static readonly byte[] Prefix = Convert.FromHexString("302a300506032b6570032100");

    extension(VerifyingKey)
    {
        /// <summary>The key in a PEM file; or a <see cref="BadFileException"/> says why there is none.</summary>
        public static VerifyingKey Read(InputFile file)
        {
            var point = KeyFile.Read(file, VerifyingKey.Label, Prefix, PointBytes, "an Ed25519 key in SubjectPublicKeyInfo");
            try
            {
                return VerifyingKey.Of(point);
            }
            catch (ArgumentException)
            {
                throw new BadFileException(file.Name, 1, "key", "is no point of the curve that a key can be");
            }
        }
    }
}
