using System.Security.Cryptography;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Audit;

/// <summary>A bundle that lies in a folder.</summary>
public sealed class AuditFolder
{
    private readonly string _folder;
    private readonly HashSet<string> _paths;

    private AuditFolder(string folder, AuditManifest manifest)
    {
        (_folder, Manifest) = (folder, manifest);
        _paths = [.. manifest.Files.Select(f => f.Path)];
    }

    public AuditManifest Manifest { get; }

    /// <exception cref="BadFileException">There is no bundle in it, or its list names what is none of its files.</exception>
    public static AuditFolder Open(string folder)
    {
        var path = Path.Combine(folder, AuditManifest.Path);
        if (!System.IO.File.Exists(path))
            throw new BadFileException(folder, 1, "folder", $"holds no {AuditManifest.Path}, and so no audit bundle");
        var manifest = AuditManifest.Read(InputFile.At(path));
        var bad = manifest.Files.FirstOrDefault(f => !IsInside(f.Path));
        return bad is null
            ? new AuditFolder(folder, manifest)
            : throw new BadFileException(path, 1, "files", $"{BadFileException.Shown(bad.Path)} is no path inside the bundle");
    }

    /// <summary>A file of it, whether it is there or not; its name in messages is its path in the bundle.</summary>
    public InputFile File(string path) => new(path, () => System.IO.File.OpenRead(OnDisk(path)));

    public bool Has(string path) => _paths.Contains(path) && System.IO.File.Exists(OnDisk(path));

    /// <summary>Looks at every byte: why the files are not those of the list; null where they are.</summary>
    public string? Problem()
    {
        foreach (var file in Manifest.Files)
        {
            var path = OnDisk(file.Path);
            if (!System.IO.File.Exists(path))
                return $"{file.Path} is missing";
            using var stream = System.IO.File.OpenRead(path);
            var found = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (stream.Length != file.Bytes || found != file.Sha256)
                return $"{file.Path} was changed: its SHA-256 is {found}, and {AuditManifest.Path} says {file.Sha256}";
        }
        var more = Directory
            .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(_folder, f).Replace('\\', '/'))
            .Where(f => f != AuditManifest.Path && !_paths.Contains(f))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return more is null ? null : $"{more} is not on the list of {AuditManifest.Path}";
    }

    private string OnDisk(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    private static bool IsInside(string path) =>
        path.Length > 0
        && !Path.IsPathRooted(path)
        && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
