using System.Security.Cryptography;

namespace DrEvents.Measurement.Files;

/// <summary>
/// What a result rests on, as one number: SHA-256 over the bytes of the files, one after the other, in this order: meter, events, holidays,
/// temperature, the control group in the order given, the profile. What is not a file of the asker's is not in it: shipped profiles and calendars have
/// their version.
/// </summary>
public static class InputHash
{
    public static string Of(IEnumerable<InputFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[81920];
        foreach (var file in files)
        {
            using var stream = file.Open();
            for (int read; (read = stream.Read(part)) > 0; )
                hash.AppendData(part, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
