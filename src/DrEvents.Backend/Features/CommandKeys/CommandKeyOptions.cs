using DrEvents.Measurement.Files;
using KeyInFile = DrEvents.Measurement.Proof.SigningKey;

namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>Who signs commands: configuration section <c>Commands</c>.</summary>
public sealed class CommandKeyOptions : ICheckedOptions
{
    public const string Section = "Commands";
    public const string SigningKey = $"{Section}:{nameof(SigningKeyFile)}";

    /// <summary>Most keys that a file may hold.</summary>
    private const int KeysMax = 8;
    private const int OverlapDaysMax = 365;

    /// <summary>The key that signs commands, Ed25519 as PEM; it is made where there is none. Several, the newest last. Empty: commands are not signed.</summary>
    public string? SigningKeyFile { get; set; }

    /// <summary>For how many days VENs get to know a new key before it signs.</summary>
    public double KeyOverlapDays { get; set; } = 7;

    public IEnumerable<string> Problems()
    {
        if (KeyOverlapDays is not (>= 0 and <= OverlapDaysMax))
            yield return $"{Section}:{nameof(KeyOverlapDays)} is {KeyOverlapDays.ToString(CultureInfo.InvariantCulture)}, not 0 to {OverlapDaysMax}";
        if (SigningKeyFile is not { Length: > 0 } path)
            yield break;
        if (File.Exists(path))
        {
            if (Read(path).Problem is { } problem)
                yield return $"{SigningKey}: {problem}";
        }
        else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            yield return $"{SigningKey}: there is no folder for {path}";
        }
    }

    /// <summary>The keys of a file, in their order; or what is wrong with it.</summary>
    public static (IReadOnlyList<KeyInFile> Keys, string? Problem) Read(string path)
    {
        try
        {
            return (KeyInFile.ReadAll(InputFile.At(path), KeysMax), null);
        }
        catch (Exception e) when (e is BadFileException or IOException or UnauthorizedAccessException)
        {
            return ([], e.Message);
        }
    }
}
