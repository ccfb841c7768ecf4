using System.Security.Cryptography;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Audit;

/// <summary>A bundle that lies in a folder. It may come from anybody: nothing but the files of its list is opened, and no link is followed.</summary>
public sealed class AuditFolder
{
    private readonly string _folder;
    private readonly Dictionary<string, AuditedFile> _files;

    private AuditFolder(string folder, AuditManifest manifest)
    {
        (_folder, Manifest) = (folder, manifest);
        _files = manifest.Files.ToDictionary(f => f.Path);
    }

    public AuditManifest Manifest { get; }

    /// <exception cref="BadFileException">There is no bundle in it, or its list names what is none of its files.</exception>
    public static AuditFolder Open(string folder)
    {
        var path = Path.Combine(folder, AuditManifest.Path);
        if (!System.IO.File.Exists(path) || IsLink(new FileInfo(path)))
            throw new BadFileException(folder, 1, "folder", $"holds no {AuditManifest.Path}, and so no audit bundle");
        var manifest = AuditManifest.Read(InputFile.At(path));
        var bad = manifest.Files.FirstOrDefault(f => !IsInside(f.Path));
        if (bad is not null)
            throw new BadFileException(path, 1, "files", $"{BadFileException.Shown(bad.Path)} is no path inside the bundle");
        // Where small and capital letters are the same, so are these.
        var twice = manifest.Files.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? new AuditFolder(folder, manifest)
            : throw new BadFileException(path, 1, "files", $"{BadFileException.Shown(twice.Key)} is listed twice");
    }

    /// <summary>A file of it, whether it is there or not; its name in messages is its path in the bundle.</summary>
    /// <exception cref="BadFileException">When it is opened: it is not on the list, or not there.</exception>
    public InputFile File(string path) => new(path, () => Opened(path));

    public bool Has(string path) => _files.ContainsKey(path) && System.IO.File.Exists(OnDisk(path));

    /// <summary>Looks at every byte: why the files are not those of the list; null where they are.</summary>
    public string? Problem()
    {
        if (LinkIn(new DirectoryInfo(_folder)) is { } link)
            return $"{Relative(link)} is a link, and not a file of the bundle";
        foreach (var file in Manifest.Files)
        {
            var path = new FileInfo(OnDisk(file.Path));
            if (!path.Exists)
                return $"{file.Path} is missing";
            if (path.Length != file.Bytes)
                return $"{file.Path} was changed: it has {path.Length} bytes, and {AuditManifest.Path} says {file.Bytes}";
            using var stream = Opened(file.Path);
            var found = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (found != file.Sha256)
                return $"{file.Path} was changed: its SHA-256 is {found}, and {AuditManifest.Path} says {file.Sha256}";
        }
        var more = Directory
            .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(Relative)
            .Where(f => f != AuditManifest.Path && !_files.ContainsKey(f))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return more is null ? null : $"{more} is not on the list of {AuditManifest.Path}";
    }

    /// <summary>What has no length is not opened: a pipe would never end, and so would a device.</summary>
    private Stream Opened(string path)
    {
        if (!_files.ContainsKey(path))
            throw new BadFileException(AuditManifest.Path, 1, "files", $"{BadFileException.Shown(path)} is not on the list");
        var file = new FileInfo(OnDisk(path));
        if (!file.Exists)
            throw new BadFileException(path, 1, "file", "is missing");
        return file.Length == 0 ? new MemoryStream() : file.OpenRead();
    }

    /// <summary>The first link below a folder, or null; links are not gone into.</summary>
    private static string? LinkIn(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (IsLink(entry))
                return entry.FullName;
            if (entry is DirectoryInfo below && LinkIn(below) is { } found)
                return found;
        }
        return null;
    }

    private static bool IsLink(FileSystemInfo entry) =>
        entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private string Relative(string path) => Path.GetRelativePath(_folder, path).Replace('\\', '/');

    private string OnDisk(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    private static bool IsInside(string path) =>
        path.Length > 0
        && path != AuditManifest.Path
        && !Path.IsPathRooted(path)
        && !path.Any(c => c is '\\' or ':' || char.IsControl(c))
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
