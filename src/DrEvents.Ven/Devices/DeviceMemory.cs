using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Ven.Provisioning;

namespace DrEvents.Ven.Devices;

/// <summary>
/// What a restart must not forget of a device, in a small file beside the VEN's log: the writes of the last day that its memory has borne, and what
/// the main meter has taught of its power.
/// </summary>
/// <param name="folder">The log's; null keeps nothing.</param>
/// <param name="venId">The VEN, by whose name the file is told from those of others in the folder; null is a VEN alone.</param>
/// <param name="loadId">The load.</param>
/// <param name="logger">Told of a file that cannot be used.</param>
internal sealed partial class DeviceMemory(string? folder, string? venId, string loadId, ILogger logger)
{
    private const long FileBytesMax = 16 * 1024;

    // What is escaped holds no @, so that no two VENs come to one name.
    private readonly string? _file = FileOf(folder, loadId, venId);
    private readonly string? _fileOfBefore = venId is null ? null : FileOf(folder, loadId, null);

    private static string? FileOf(string? folder, string loadId, string? venId) =>
        folder is null
            ? null
            : Path.Combine(
                folder,
                $"device-{string.Join('@', ((string?[])[loadId, venId]).OfType<string>().Select(Uri.EscapeDataString))}.json"
            );

    /// <summary>What was kept; null where nothing was.</summary>
    public KeptDevice? Read()
    {
        TakeOver();
        try
        {
            if (_file is null || !File.Exists(_file) || new FileInfo(_file).Length > FileBytesMax)
                return null;
            return JsonSerializer.Deserialize(File.ReadAllBytes(_file), KeptJson.Default.KeptDevice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnread(_file!, e.Message);
            return null;
        }
    }

    /// <summary>Keeps it.</summary>
    public void Write(KeptDevice kept)
    {
        if (_file is null)
            return;
        try
        {
            OwnFiles.Write(_file, JsonSerializer.Serialize(kept, KeptJson.Default.KeptDevice));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(_file, e.Message);
        }
    }

    /// <summary>Once a file had the load's name alone. The VEN that finds it first has it.</summary>
    private void TakeOver()
    {
        if (_file is null || File.Exists(_file) || _fileOfBefore is not { } before || !File.Exists(before))
            return;
        try
        {
            File.Move(before, _file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnread(before, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be read; the device's writes of this day are not known: {Problem}")]
    private partial void LogUnread(string file, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{File} cannot be written; a restart forgets the device's writes of this day: {Problem}"
    )]
    private partial void LogUnwritten(string file, string problem);
}

/// <summary>What is kept of a device.</summary>
/// <param name="Writes">Its writes of the last day.</param>
/// <param name="Power">What was learnt of its power.</param>
internal sealed record KeptDevice(IReadOnlyList<WritesOfHour>? Writes, LearntPower? Power);

/// <summary>Writes of an hour.</summary>
/// <param name="From">When it began.</param>
/// <param name="Count">How many there were.</param>
internal readonly record struct WritesOfHour(DateTimeOffset From, int Count);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeptDevice))]
internal sealed partial class KeptJson : JsonSerializerContext;
