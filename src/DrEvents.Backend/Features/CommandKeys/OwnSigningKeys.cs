using System.Buffers.Text;
using DrEvents.Backend.Hosting.Secrets;
using DrEvents.Contracts.Settings;
using DrEvents.Measurement.Proof;

namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>
/// The private halves of command keys. Only the settings' key is kept, the same on every node; those that came after it are derived from it and from a salt that
/// is stored, so that a rotation needs no file and the database alone signs nothing.
/// </summary>
public sealed class OwnSigningKeys
{
    private const int SaltBytes = 16;
    private static readonly byte[] Purpose = "drevents command key"u8.ToArray();

    private readonly IReadOnlyList<SigningKey> _inFile;
    private readonly ConcurrentDictionary<string, SigningKey?> _derived = new();

    public OwnSigningKeys(IOptions<CommandKeyOptions> options, ILogger<OwnSigningKeys> log)
    {
        if (options.Value.SigningKeyFile is not { Length: > 0 } path)
        {
            _inFile = [];
            return;
        }
        try
        {
            if (KeyFiles.MakeUnlessThere(path) is { } made)
                log.LogInformation("Made the key that signs commands, {KeyId}, in {File}", made, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{CommandKeyOptions.SigningKey}: {e.Message}");
        }
        (_inFile, var problem) = CommandKeyOptions.Read(path);
        if (problem is not null)
            throw new ConfigurationException($"{CommandKeyOptions.SigningKey}: {problem}");
    }

    /// <summary>Whether commands are signed.</summary>
    public bool Any => _inFile.Count > 0;

    /// <summary>The private half of a key; null where this node's settings are not those that it was made by.</summary>
    public SigningKey? Of(CommandKeyAdded key) => _derived.GetOrAdd(key.KeyId, _ => Derive(key));

    /// <summary>Of what the stream says those keys whose private halves this node has.</summary>
    public CommandKeyState KeysOf(CommandKeyState stored) => stored with { Keys = stored.Keys.RemoveAll(k => Of(k.Added) is null) };

    /// <summary>The next key: the newest of the file, where VENs do not know it yet, else one that is derived from it.</summary>
    /// <param name="isKnown">Whether there was a key of this name.</param>
    public CommandKeyAdded Next(Predicate<string> isKnown, DateTimeOffset signsFrom, string by, DateTimeOffset now)
    {
        var newest = _inFile[^1];
        var salt = isKnown(newest.Public.Id) ? RandomNumberGenerator.GetHexString(2 * SaltBytes, lowercase: true) : null;
        var key = salt is null ? newest : Derived(newest, salt);
        return new CommandKeyAdded(key.Public.Id, Base64Url.EncodeToString(key.Public.Point), salt, signsFrom, by, now);
    }

    /// <summary>Only a key whose public half fits: whoever writes into the database cannot bring in a key of his own.</summary>
    private SigningKey? Derive(CommandKeyAdded key) =>
        _inFile
            .Select(k => key.Salt is { } salt ? Derived(k, salt) : k)
            .FirstOrDefault(k => k.Public.Id == key.KeyId && Base64Url.EncodeToString(k.Public.Point) == key.PublicKey);

    private static SigningKey Derived(SigningKey from, string salt) => from.Derive(Convert.FromHexString(salt), Purpose);
}
