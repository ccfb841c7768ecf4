using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;

namespace DrEvents.Measurement.Audit;

/// <summary>Writes a bundle as a ZIP file, each of its files once and in order. The same bundle is the same bytes: no time of writing is in it.</summary>
public sealed class BundleZip : IAsyncDisposable
{
    /// <summary>The first that the form of ZIP files can say.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly List<AuditedFile> _files = [];

    /// <param name="to">Is written from its beginning to its end, and stays open.</param>
    public BundleZip(Stream to) => _zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);

    /// <summary>Adds a text; lines end with a line feed.</summary>
    public async Task AddAsync(string path, Func<TextWriter, Task> write, CancellationToken cancellation)
    {
        using var hash = SHA256.Create();
        var counted = 0L;
        await using (var entry = await OpenAsync(path, cancellation))
        await using (var hashed = new CryptoStream(entry, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            await using (var text = new StreamWriter(hashed, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
                await write(text);
            await hashed.FlushFinalBlockAsync(cancellation);
            counted = entry.Written;
        }
        _files.Add(new AuditedFile(path, counted, Convert.ToHexStringLower(hash.Hash!)));
    }

    public Task AddAsync(string path, string text, CancellationToken cancellation) =>
        AddAsync(path, writer => writer.WriteAsync(text), cancellation);

    /// <summary>Ends it with the list of all that was added.</summary>
    /// <param name="key">Signs the list; null where it is not signed.</param>
    public async Task EndAsync(string eventId, int result, SigningKey? key, CancellationToken cancellation)
    {
        var manifest = new AuditManifest(AuditManifest.FormName, eventId, result, _files);
        if (key is not null)
            manifest = manifest.SignedBy(key);
        await using var entry = await OpenAsync(AuditManifest.Path, cancellation);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(manifest.ToJson()), cancellation);
    }

    public ValueTask DisposeAsync() => _zip.DisposeAsync();

    private async Task<CountedStream> OpenAsync(string path, CancellationToken cancellation)
    {
        var entry = _zip.CreateEntry(path, CompressionLevel.Optimal);
        entry.LastWriteTime = NoTime;
        return new CountedStream(await entry.OpenAsync(cancellation));
    }
}
