using DrEvents.Ven.Provisioning;

namespace DrEvents.Ven.Trust;

/// <summary>
/// The keys that the VEN has now, and their file beside the log, which enrolment writes and each change of keys writes anew. A file that is there and cannot be
/// read keeps the VEN from starting: without its keys it would obey everybody.
/// </summary>
internal sealed class CommandKeyFile
{
    /// <summary>Its name, unless the settings say another.</summary>
    public const string Name = "command-keys.json";

    private readonly string? _path;
    private volatile CommandKeys _keys;

    private CommandKeyFile(string? path, CommandKeys keys) => (_path, _keys) = (path, keys);

    /// <summary>The keys of now.</summary>
    public CommandKeys Keys => _keys;

    /// <summary>Reads the keys of a VEN's options.</summary>
    /// <exception cref="InvalidDataException">The file is not there although it has to be, or it cannot be read.</exception>
    public static CommandKeyFile Open(VenOptions options)
    {
        if (options.CommandKeyFile is not { } path)
            return new CommandKeyFile(null, options.CommandKeys);
        if (!File.Exists(path))
            return options.NeedsCommandKeys
                ? throw new InvalidDataException($"Ven:CommandKeyFile: there is no file {path}, and without it anybody could give commands")
                : new CommandKeyFile(path, options.CommandKeys);
        var (keys, problem) = CommandKeys.ReadFile(path);
        return keys is not null ? new CommandKeyFile(path, keys) : throw new InvalidDataException(problem);
    }

    /// <summary>Takes other keys: first into the file, whole or not at all. Says what is wrong where that fails.</summary>
    public string? Take(CommandKeys keys)
    {
        try
        {
            if (_path is not null)
                OwnFiles.Write(_path, keys.ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        _keys = keys;
        return null;
    }
}
