using DrEvents.Mqtt;

namespace DrEvents.Ven.Devices.Ocpp.Security;

/// <summary>A file of mode 600 that holds one secret.</summary>
internal static class SecretFile
{
    private const int LengthMin = 8;
    private const int FileBytesMax = 1024;

    /// <summary>Reads it.</summary>
    /// <returns>The secret, or what is wrong with the file.</returns>
    public static (string? Secret, string? Error) Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return (null, $"there is no file {path}");
            if (WhoElse(path) is { } open)
                return (null, open);
            if (new FileInfo(path).Length > FileBytesMax)
                return (null, $"{path} is longer than {FileBytesMax} bytes");
            var text = File.ReadAllText(path).Trim();
            return text.Length >= LengthMin ? (text, null) : (null, $"{path} holds fewer than {LengthMin} characters");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>What is wrong with a file that others than its owner can read; null where they cannot.</summary>
    public static string? WhoElse(string path) => PrivateKeyFile.Problem(path, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"));
}
