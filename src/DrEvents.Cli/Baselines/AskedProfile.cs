using DrEvents.Measurement.Files;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Cli.Baselines;

/// <summary>A profile as it was asked for: one that ships by its name, or a file.</summary>
/// <param name="File">Where it is from; null where it ships.</param>
sealed record AskedProfile(BaselineProfile Profile, InputFile? File)
{
    public static AskedProfile Read(string option, string asked, string[]? set)
    {
        if (ShippedProfiles.Find(asked) is { } shipped)
            return new AskedProfile(ProfileFile.Read(shipped, set), null);
        if (!System.IO.File.Exists(asked))
            throw VerbFailed.BadInput($"{option}: '{asked}' is neither a file nor one of {string.Join(", ", ShippedProfiles.Names)}");
        var file = InputFile.At(asked);
        return new AskedProfile(ProfileFile.Read(file, set), file);
    }
}

/// <summary>What reading files ends with, where one cannot be taken: one line, and the exit code of bad input.</summary>
static class OwnFiles
{
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BadFileException bad)
        {
            throw VerbFailed.BadInput(bad.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw VerbFailed.BadInput(e.Message);
        }
    }
}
