using System.Text.Encodings.Web;
using System.Text.Json;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Audit;

/// <summary>What an audit bundle holds: file <c>audit.json</c>, the last that is written.</summary>
/// <param name="Form">Name and version of the bundle's form.</param>
/// <param name="Result">Number of the result that the readings are of.</param>
/// <param name="Files">All other files, in the order of writing.</param>
public sealed record AuditManifest(string Form, string EventId, int Result, IReadOnlyList<AuditedFile> Files)
{
    public const string FormName = "drevents-audit/1";

    /// <summary>Its place in the bundle.</summary>
    public const string Path = "audit.json";

    private const long BytesMost = 50_000_000;

    internal static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Written) + "\n";

    /// <exception cref="BadFileException">It is none.</exception>
    public static AuditManifest Read(InputFile file)
    {
        var read = JsonFile.Read<AuditManifest>(file.Name, JsonFile.Text(file, BytesMost));
        return read.Form == FormName
            ? read
            : throw new BadFileException(file.Name, 1, "form", $"{BadFileException.Shown(read.Form)} is not {FormName}");
    }
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Below the bundle's folder, with slashes.</param>
/// <param name="Sha256">Over its bytes, hexadecimal.</param>
public sealed record AuditedFile(string Path, long Bytes, string Sha256);
