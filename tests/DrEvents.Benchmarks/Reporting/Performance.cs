using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>The newest figures of every benchmark, as they lie in <c>performance.json</c>; the page is made of them.</summary>
internal sealed record Performance(IReadOnlyList<Section> Sections)
{
    private const string JsonFile = "performance.json";
    private const string PageFile = "performance.md";
    private const string PictureFolder = "pictures";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        // The file is read by people too, and by no browser.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>With this section in the place of the benchmark's older one.</summary>
    /// <param name="section">What the benchmark gave now.</param>
    /// <param name="order">The benchmarks in the order of the page; what is not named there any more is left out.</param>
    public Performance With(Section section, IEnumerable<string> order)
    {
        var byName = Sections.Append(section).GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.Last());
        return new Performance([.. order.Where(byName.ContainsKey).Select(name => byName[name])]);
    }

    /// <summary>What a folder holds; nothing where no benchmark has written yet.</summary>
    /// <exception cref="InvalidDataException">The file is there and cannot be read.</exception>
    public static async Task<Performance> ReadAsync(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, JsonFile);
        if (!File.Exists(file))
            return new Performance([]);
        try
        {
            return FromJson(await File.ReadAllTextAsync(file, cancellation));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{file} is not what these benchmarks write ({e.Message}); remove it, or choose another --out",
                e
            );
        }
    }

    /// <summary>Writes figures and page.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, JsonFile), ToJson() + "\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, PageFile), PerformancePage.Render(this, PictureFolder), cancellation);
    }

    /// <summary>Draws the pictures of a report into the folder's place for them.</summary>
    public static IReadOnlyList<Picture> Draw(Report report, string folder)
    {
        var pictures = Path.Combine(folder, PictureFolder);
        Directory.CreateDirectory(pictures);
        foreach (var (timeline, file) in report.Timelines)
            TimelinePicture.Write(timeline, Path.Combine(pictures, file));
        return [.. report.Timelines.Select(t => new Picture(t.File, t.Timeline.Title))];
    }

    public static Performance FromJson(string json) => JsonSerializer.Deserialize<Performance>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
