using System.Globalization;
using System.Text.Json;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Audit;

/// <summary>A stored event as a line of a bundle.</summary>
/// <param name="Sequence">Its place among all stored events.</param>
/// <param name="Version">Its place in its stream.</param>
/// <param name="Type">As the store names it.</param>
/// <param name="Data">The event itself, as the store writes it.</param>
public sealed record StoredLine(long Sequence, string Stream, long Version, DateTimeOffset StoredAt, string Type, JsonElement Data)
{
    /// <summary>A page of a hundred VENs has some megabytes.</summary>
    private const int CharactersMost = 100_000_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 64,
        AllowDuplicateProperties = false,
    };

    /// <summary>Its place in the file that it was read from, from 1 on.</summary>
    private long Number { get; init; } = 1;

    /// <param name="data">The event as the store writes it.</param>
    public static string Of(long sequence, string stream, long version, DateTimeOffset storedAt, string type, string data)
    {
        var at = storedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"sequence\":{sequence},\"stream\":{JsonSerializer.Serialize(stream)},\"version\":{version},\"storedAt\":\"{at}\",\"type\":{JsonSerializer.Serialize(type)},\"data\":{data}}}"
        );
    }

    /// <summary>One at a time, in the order of the file.</summary>
    /// <exception cref="BadFileException">A line is none.</exception>
    public static IEnumerable<StoredLine> Read(InputFile file)
    {
        foreach (var (number, text) in file.Lines(CharactersMost))
            yield return Parsed<StoredLine>(file, number, text) with
            {
                Number = number,
            };
    }

    /// <summary>What a line of someone else's file says; all that is never null is there.</summary>
    /// <exception cref="BadFileException">It says something else.</exception>
    internal static T Parsed<T>(InputFile file, long line, string text)
        where T : class => Parsed(file, line, () => JsonSerializer.Deserialize<T>(text, Options));

    /// <summary>What identifies it in the chain of results.</summary>
    public string Digest() => RowDigest.Of(Sequence, Stream, Version, Type, StoredAt, Data.GetRawText());

    /// <exception cref="BadFileException">It is no such event.</exception>
    public T As<T>(InputFile file)
        where T : class => Parsed(file, Number, () => Data.Deserialize<T>(Options));

    private static T Parsed<T>(InputFile file, long line, Func<T?> read)
        where T : class
    {
        try
        {
            var made = read() ?? throw new BadFileException(file.Name, line, "line", "is null");
            var missing = made is StoredLine { Data.ValueKind: JsonValueKind.Undefined } ? "data" : NullMembers.First(made);
            return missing is null ? made : throw new BadFileException(file.Name, line, missing, "is missing");
        }
        catch (JsonException e)
        {
            throw new BadFileException(file.Name, line, e.Path is { Length: > 0 } path ? path : "json", "is not what the line is made of");
        }
    }
}
