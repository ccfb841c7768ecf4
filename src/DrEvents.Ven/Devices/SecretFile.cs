using System.Text;
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

    /// <summary>What a driver's fields call the file of a secret.</summary>
    public const string Field = "secretFile";

    /// <summary>The first line of the file that the field <c>secretFile</c> names; null without the field, or where something is wrong with it.</summary>
    public static string? Read(StrictFields fields)
    {
        if (fields.TextOrNone(Field) is not { Length: > 0 } path)
            return null;
        try
        {
            if (PrivateKeyFile.Problem(path, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY")) is { } problem)
                fields.Fail(Field, problem);
            else if (new FileInfo(path) is { Exists: true, Length: > LengthMax })
                fields.Fail(Field, $"{path} is longer than {LengthMax} bytes");
            else if (File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } secret)
                return secret;
            else
                fields.Fail(Field, $"{path} has no first line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fields.Fail(Field, e.Message);
        }
        return null;
    }

    /// <summary>Keeps a secret in a file of its own, mode 600. Nothing shows it again.</summary>
    /// <exception cref="InvalidDataException">It is none, or the file is there: another device may need what it holds.</exception>
    public static void Write(string path, string secret)
    {
        if (secret.Trim().Length == 0 || secret.Any(char.IsControl) || Encoding.UTF8.GetByteCount(secret) >= LengthMax)
            throw new InvalidDataException($"the secret has to be one line of 1 to {LengthMax - 1} bytes");
        if (File.Exists(path))
            throw new InvalidDataException($"{path} is there already, and is not written over: delete it if no device needs it any more");
        WholeFile.Write(path, Encoding.UTF8.GetBytes(secret.Trim() + "\n"), WholeFile.Own);
    }
}
