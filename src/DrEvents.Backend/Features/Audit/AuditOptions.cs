namespace DrEvents.Backend.Features.Audit;

/// <summary>Where the chain of results is told of: configuration section <c>Audit</c>.</summary>
public sealed class AuditOptions : ICheckedOptions
{
    public const string Section = "Audit";

    /// <summary>A file to which each new head of the chain is added as a line; best where who can write the store cannot write. Empty: none.</summary>
    public string? HeadFile { get; set; }

    public IEnumerable<string> Problems()
    {
        if (HeadFile is { Length: > 0 } file && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
            yield return $"{Section}:HeadFile: there is no folder {folder}";
    }
}
