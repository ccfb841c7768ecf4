using System.Collections.Frozen;
using System.Security.Cryptography;

namespace DrEvents.Ven.Web;

/// <summary>The files of the page, held in the program.</summary>
internal sealed record Asset(string ContentType, byte[] Bytes, string ETag)
{
    private static readonly FrozenDictionary<string, Asset> ByPath = new Dictionary<string, Asset>
    {
        ["/"] = Read("index.html", "text/html; charset=utf-8"),
        ["/icon.svg"] = Read("icon.svg", "image/svg+xml"),
        ["/palette.css"] = Read("palette.css", "text/css; charset=utf-8"),
        ["/page.css"] = Read("page.css", "text/css; charset=utf-8"),
        ["/controls.css"] = Read("controls.css", "text/css; charset=utf-8"),
        ["/parts.css"] = Read("parts.css", "text/css; charset=utf-8"),
        ["/page.js"] = Read("page.js", "text/javascript; charset=utf-8"),
        ["/link.js"] = Read("link.js", "text/javascript; charset=utf-8"),
        ["/words.js"] = Read("words.js", "text/javascript; charset=utf-8"),
        ["/now.js"] = Read("now.js", "text/javascript; charset=utf-8"),
        ["/loads.js"] = Read("loads.js", "text/javascript; charset=utf-8"),
        ["/devices.js"] = Read("devices.js", "text/javascript; charset=utf-8"),
        ["/find.js"] = Read("find.js", "text/javascript; charset=utf-8"),
        ["/trial.js"] = Read("trial.js", "text/javascript; charset=utf-8"),
        ["/devices.css"] = Read("devices.css", "text/css; charset=utf-8"),
        ["/receipts.js"] = Read("receipts.js", "text/javascript; charset=utf-8"),
        ["/events.js"] = Read("events.js", "text/javascript; charset=utf-8"),
        ["/chart.js"] = Read("chart.js", "text/javascript; charset=utf-8"),
        ["/log.js"] = Read("log.js", "text/javascript; charset=utf-8"),
    }.ToFrozenDictionary();

    /// <summary>The file of a path, or null.</summary>
    public static Asset? Of(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>A tag that changes with the bytes.</summary>
    public static string TagOf(ReadOnlySpan<byte> bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";

    private static Asset Read(string name, string contentType)
    {
        using var resource = typeof(Asset).Assembly.GetManifestResourceStream("web/" + name)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return new Asset(contentType, bytes.ToArray(), TagOf(bytes.ToArray()));
    }
}
