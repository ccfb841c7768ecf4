using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DrEvents.Ven.Web;

/// <summary>The secret that lets a device on the home's network change something. Made at the first start, and kept beside the log.</summary>
internal sealed class PairingToken
{
    /// <summary>Shortest token that is taken from the configuration.</summary>
    public const int LengthMin = 20;

    private const int RandomBytes = 24;

    private readonly byte[] _hash;

    private PairingToken(string text, bool isNew)
    {
        _hash = Hash(text);
        if (isNew)
            NewText = text;
    }

    /// <summary>The token in clear when this start has made it, so that it can be told to the installer; null otherwise.</summary>
    public string? NewText { get; }

    /// <summary>A token of the configuration.</summary>
    public static PairingToken Of(string text) => new(text, isNew: false);

    /// <summary>The token of a file, or a new one that is written there; one that lasts as long as the process where there is no file.</summary>
    /// <exception cref="InvalidDataException">Others than its owner can read the file, or it holds no token.</exception>
    public static PairingToken ReadOrMake(string? path)
    {
        if (path is not null && File.Exists(path))
            return Read(path);
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        if (path is not null)
            Write(path, text);
        return new PairingToken(text, isNew: true);
    }

    /// <summary>Compares in a time that tells nothing about the token.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(Hash(text), _hash);

    private static PairingToken Read(string path)
    {
        const UnixFileMode others =
            UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
            throw new InvalidDataException($"The pairing token {path} can be read by others: chmod 600 {path}");
        var text = File.ReadAllText(path).Trim();
        if (text.Length < LengthMin)
            throw new InvalidDataException($"The pairing token {path} is damaged: delete the file, and a new one is made");
        return Of(text);
    }

    /// <summary>Under its name only when it is whole: a loss of power must not leave half a token.</summary>
    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var whole = path + ".new";
        File.Delete(whole);
        using (var file = new FileStream(whole, options))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(whole, path);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
