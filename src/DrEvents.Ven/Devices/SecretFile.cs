using DrEvents.Mqtt;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices;

/// <summary>
/// A password or token of a device. It never stands in the home's file, which people show each other, but in a file of its own that only its
/// owner may read.
/// </summary>
internal static class SecretFile
{
    private const int LengthMax = 4_096;

    /// <summary>The first line of the file that the field <c>secretFile</c> names; null without the field, or where something is wrong with it.</summary>
    public static string? Read(StrictFields fields)
    {
        const string field = "secretFile";
        if (fields.TextOrNone(field) is not { Length: > 0 } path)
            return null;
        try
        {
            if (PrivateKeyFile.Problem(path, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY")) is { } problem)
                fields.Fail(field, problem);
            else if (new FileInfo(path) is { Exists: true, Length: > LengthMax })
                fields.Fail(field, $"{path} is longer than {LengthMax} bytes");
            else if (File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } secret)
                return secret;
            else
                fields.Fail(field, $"{path} has no first line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fields.Fail(field, e.Message);
        }
        return null;
    }
}
