using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Contracts;
using DrEvents.Proof;

namespace DrEvents.Ven.Trust;

/// <summary>The public keys by which this VEN tells genuine commands. Without any it obeys whoever its broker lets send.</summary>
public sealed record CommandKeys
{
    /// <summary>The key in use, the next and some of before.</summary>
    public const int Most = 8;

    private const int PointBytes = 32;
    private const int BytesMost = 16 * 1024;
    private readonly FrozenDictionary<string, VerifyingKey> _byId;

    private CommandKeys(IReadOnlyList<CommandKeyView> views, FrozenDictionary<string, VerifyingKey> byId) => (Views, _byId) = (views, byId);

    /// <summary>No key: the VEN is not enrolled.</summary>
    public static CommandKeys None { get; } = new([], FrozenDictionary<string, VerifyingKey>.Empty);

    /// <summary>Whether there are any.</summary>
    public bool Any => Views.Count > 0;

    /// <summary>As they were given.</summary>
    public IReadOnlyList<CommandKeyView> Views { get; }

    /// <summary>Names them.</summary>
    public IEnumerable<string> Ids => Views.Select(v => v.KeyId);

    /// <summary>The key of a name; null where it is none of these.</summary>
    public VerifyingKey? Find(string keyId) => _byId.GetValueOrDefault(keyId);

    /// <summary>These keys, one or more; or what is wrong with them.</summary>
    public static (CommandKeys? Keys, string? Problem) Of(IReadOnlyList<CommandKeyView> views)
    {
        if (views.Count is 0 or > Most)
            return (null, $"holds {views.Count} keys, where 1 to {Most} are needed");
        var byId = new Dictionary<string, VerifyingKey>();
        foreach (var (i, view) in views.Index())
        {
            if (view.KeyId is null || !SignedMessage.IsKeyId(view.KeyId))
                return (null, $"[{i}].keyId: is not 1 to {SignedMessage.KeyIdLengthMax} letters, digits, - or _");
            if (KeyOf(view.PublicKey ?? "") is not { } key)
                return (null, $"[{i}].publicKey: is no Ed25519 key, {PointBytes} bytes as base64url");
            if (!byId.TryAdd(view.KeyId, key))
                return (null, $"[{i}].keyId: {view.KeyId} is there twice");
        }
        return (new CommandKeys([.. views], byId.ToFrozenDictionary()), null);
    }

    /// <summary>The keys of a file's text, <c>[{"keyId", "publicKey"}]</c>; or what is wrong with it.</summary>
    public static (CommandKeys? Keys, string? Problem) Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CommandKeyJson.Default.CommandKeyViewArray) is { } views && !views.Contains(null)
                ? Of(views!)
                : (null, "is no array of keys");
        }
        catch (JsonException e)
        {
            return (null, $"is no JSON of keys: line {(e.LineNumber ?? 0) + 1}");
        }
    }

    /// <summary>The keys of a file; or what is wrong with it, beginning with its name.</summary>
    public static (CommandKeys? Keys, string? Problem) ReadFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            // Not by the length that the system says: of devices and pipes that is none.
            var bytes = new byte[BytesMost + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > BytesMost)
                return (null, $"{path} has more than {BytesMost} bytes");
            var (keys, problem) = Read(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
            return (keys, problem is null ? null : $"{path} {problem}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The text of a file with these keys.</summary>
    public string ToJson() => JsonSerializer.Serialize([.. Views], CommandKeyJson.Default.CommandKeyViewArray);

    private static VerifyingKey? KeyOf(string publicKey)
    {
        var point = new byte[PointBytes];
        if (!Base64Url.IsValid(publicKey) || !Base64Url.TryDecodeFromChars(publicKey, point, out var bytes) || bytes != PointBytes)
            return null;
        try
        {
            return VerifyingKey.Of(point);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(CommandKeyView?[]))]
internal sealed partial class CommandKeyJson : JsonSerializerContext;
