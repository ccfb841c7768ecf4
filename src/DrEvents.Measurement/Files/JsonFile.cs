using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrEvents.Measurement.Files;

/// <summary>Reads what is data here and may be someone's own file: profiles and calendars. Whatever it does not know is refused.</summary>
internal static class JsonFile
{
    private const long BytesMost = 1_000_000;

    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        MaxDepth = 16,
        // Of two values with one name nobody can say which one its writer meant.
        AllowDuplicateProperties = false,
    };

    public static string Text(InputFile file, long bytesMost = BytesMost)
    {
        using var stream = file.Open();
        using var kept = new MemoryStream();
        var part = new byte[81920];
        // Not by the length that the system says: of devices and pipes that is none.
        for (int read; (read = stream.Read(part)) > 0; )
        {
            if (kept.Length + read > bytesMost)
                throw new BadFileException(file.Name, 1, "file", $"has more than {bytesMost} bytes");
            kept.Write(part, 0, read);
        }
        kept.Position = 0;
        using var reader = new StreamReader(kept);
        return reader.ReadToEnd();
    }

    public static T Read<T>(string name, string json)
        where T : notnull
    {
        try
        {
            var read = JsonSerializer.Deserialize<T>(json, Options) ?? throw new BadFileException(name, 1, "file", "is null");
            return NullMembers.First(read) is { } missing ? throw new BadFileException(name, 1, missing, "is null") : read;
        }
        catch (JsonException e)
        {
            var field = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "json" : e.Path.Replace("$.", "", StringComparison.Ordinal);
            throw new BadFileException(
                name,
                (e.LineNumber ?? 0) + 1,
                string.IsNullOrWhiteSpace(field) ? "json" : field,
                Shortened(e.Message)
            );
        }
    }

    /// <summary>The library's sentence without what it says of the place, which is said before it, and of types, which nobody has who writes a file.</summary>
    private static string Shortened(string message)
    {
        const string missing = "including: ";
        var text = message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
        return text.Contains("could not be mapped", StringComparison.Ordinal) ? "there is no such name here"
            : text.Contains("could not be converted", StringComparison.Ordinal) ? "its value is not of the kind that is expected"
            : text.Contains("uplicate property", StringComparison.Ordinal) ? "is there twice"
            : text.Contains("missing required", StringComparison.Ordinal) && text.Contains(missing, StringComparison.Ordinal)
                ? $"lacks {text.Split(missing)[1].TrimEnd('.')}"
            : text;
    }
}
