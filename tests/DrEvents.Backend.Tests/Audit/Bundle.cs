using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Tests.Audit;

/// <summary>A bundle in a folder of its own, which goes with it.</summary>
internal sealed class Bundle : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private Bundle(string folder) => Folder = folder;

    public string Folder { get; }

    public static Bundle Of(byte[] zip)
    {
        var bundle = new Bundle(Directory.CreateTempSubdirectory("audit-").FullName);
        using var bytes = new MemoryStream(zip);
        ZipFile.ExtractToDirectory(bytes, bundle.Folder);
        return bundle;
    }

    public AuditVerdict Verdict() => AuditCheck.Of(AuditFolder.Open(Folder));

    public string Text(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>Changes a file; the list is made to fit, as somebody would who wants to hide it.</summary>
    public Bundle Forged(string path, Func<string, string> change)
    {
        var before = Text(path);
        var after = change(before);
        after.ShouldNotBe(before);
        File.WriteAllText(Path.Combine(Folder, path), after);
        Fit();
        return this;
    }

    public Bundle Without(string path)
    {
        File.Delete(Path.Combine(Folder, path));
        Fit();
        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Fit()
    {
        var list = Path.Combine(Folder, AuditManifest.Path);
        var manifest = JsonSerializer.Deserialize<AuditManifest>(File.ReadAllText(list), Web)!;
        var files = manifest.Files.Where(f => File.Exists(Path.Combine(Folder, f.Path))).Select(f => Hashed(f.Path));
        File.WriteAllText(list, (manifest with { Files = [.. files] }).ToJson());
    }

    private AuditedFile Hashed(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, path));
        return new AuditedFile(path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
