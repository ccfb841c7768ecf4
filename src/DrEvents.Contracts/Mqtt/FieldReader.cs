using System.Globalization;
using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>
/// Reads the fields of one JSON object under all the names that field VENs use for them, and keeps the first thing that is wrong.
/// A field that is absent or null reads as null; a field of the wrong type or out of its range is an error that names it.
/// </summary>
internal sealed class FieldReader(JsonElement source, string path, FieldReader? root = null)
{
    /// <summary>1 GW: no site behind one VEN comes near it, and sums stay finite.</summary>
    private const double KwMax = 1e6;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private string? _error;

    /// <summary>The first thing that is wrong anywhere below this reader, or null.</summary>
    public string? Error => root is null ? _error : root.Error;

    /// <summary>Says what is wrong, unless something was wrong before.</summary>
    public void Fail(string problem)
    {
        if (root is not null)
            root.Fail(problem);
        else
            _error ??= problem;
    }

    /// <summary>Says that a field is not there.</summary>
    public void Missing(string name) => Fail($"{path}{name}: missing");

    /// <summary>Reads a payload whose root has to be a JSON object within the wire's limits.</summary>
    public static Decoded<T> Read<T>(ReadOnlyMemory<byte> payload, Func<FieldReader, T?> read)
        where T : class
    {
        if (payload.Length > WireLimits.PayloadBytesMax)
            return Decoded.Failed<T>($"payload: {payload.Length} bytes, more than {WireLimits.PayloadBytesMax}");
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = WireLimits.JsonDepthMax });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Decoded.Failed<T>($"payload: a JSON {Name(document.RootElement.ValueKind)} where an object is needed");
            var reader = new FieldReader(document.RootElement, "");
            var value = read(reader);
            return reader.Error is null && value is not null
                ? Decoded.Of(value)
                : Decoded.Failed<T>(reader.Error ?? "payload: holds no message");
        }
        catch (JsonException e)
        {
            return Decoded.Failed<T>(
                $"payload: not JSON that can be read, near byte {e.BytePositionInLine ?? 0} of line {e.LineNumber ?? 0}"
            );
        }
        catch (InvalidOperationException)
        {
            // The only way here: text with escapes that are not Unicode (lone surrogates), met while a string is decoded.
            return Decoded.Failed<T>("payload: text that is not valid Unicode");
        }
    }

    /// <summary>The object under a name, or null when it is absent.</summary>
    public FieldReader? Object(string name)
    {
        if (Find([name]) is not { } field)
            return null;
        if (field.Value.ValueKind == JsonValueKind.Object)
            return new FieldReader(field.Value, path + field.Name + ".", root ?? this);
        Wrong(field, "an object");
        return null;
    }

    /// <summary>The elements of an array of objects; empty when it is absent.</summary>
    public IReadOnlyList<T> Array<T>(string name, Func<FieldReader, T?> read)
        where T : class
    {
        if (Find([name]) is not { } field)
            return [];
        if (field.Value.ValueKind != JsonValueKind.Array)
        {
            Wrong(field, "an array");
            return [];
        }
        if (field.Value.GetArrayLength() > WireLimits.LoadsMax)
        {
            Fail($"{path}{name}: more than {WireLimits.LoadsMax} entries");
            return [];
        }
        var items = new List<T>(field.Value.GetArrayLength());
        foreach (var element in field.Value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                Fail($"{path}{name}[{items.Count}]: a JSON {Name(element.ValueKind)} where an object is needed");
            else if (read(new FieldReader(element, $"{path}{name}[{items.Count}].", root ?? this)) is { } item)
                items.Add(item);
            if (Error is not null)
                return [];
        }
        return items;
    }

    /// <summary>Text under the first of the names that is there.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } field)
            return null;
        if (field.Value.ValueKind != JsonValueKind.String)
        {
            Wrong(field, "text");
            return null;
        }
        return Kept(field.Name, field.Value.GetString()!);
    }

    /// <summary>Texts of an array, each of them; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find([name]) is not { } field)
            return [];
        if (field.Value.ValueKind != JsonValueKind.Array || field.Value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
        {
            Wrong(field, "an array of texts");
            return [];
        }
        if (field.Value.GetArrayLength() > WireLimits.LoadsMax)
        {
            Fail($"{path}{name}: more than {WireLimits.LoadsMax} entries");
            return [];
        }
        return [.. field.Value.EnumerateArray().Select((e, i) => Kept($"{name}[{i}]", e.GetString()!))];
    }

    /// <summary>A power in kW, or an energy in kWh: finite, and no more than a gigawatt.</summary>
    public double? Kw(params ReadOnlySpan<string> names) => Number(names, -KwMax, KwMax);

    /// <summary>A number within bounds.</summary>
    public double? Number(ReadOnlySpan<string> names, double min, double max)
    {
        if (Find(names) is not { } field)
            return null;
        if (field.Value.ValueKind != JsonValueKind.Number || !field.Value.TryGetDouble(out var value))
        {
            Wrong(field, "a number");
            return null;
        }
        if (double.IsFinite(value) && value >= min && value <= max)
            return value;
        Fail(string.Create(CultureInfo.InvariantCulture, $"{path}{field.Name}: outside of {min} to {max}"));
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Integer(ReadOnlySpan<string> names, int min, int max) =>
        Number(names, min, max) is { } value ? (int)Math.Round(value) : null;

    /// <summary>True or false.</summary>
    public bool? Flag(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } field)
            return null;
        if (field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return field.Value.GetBoolean();
        Wrong(field, "true or false");
        return null;
    }

    /// <summary>A time: Unix seconds, Unix milliseconds or an RFC 3339 text with its offset.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } field)
            return null;
        var time = field.Value.ValueKind switch
        {
            JsonValueKind.Number when field.Value.TryGetDouble(out var number) => WireTime.FromUnix(number),
            JsonValueKind.String => WireTime.FromText(field.Value.GetString()!),
            _ => null,
        };
        if (time is { } t && t >= Earliest && t < Latest)
            return t;
        Wrong(field, "a time between 2000 and 2100 (Unix seconds or milliseconds, or RFC 3339)");
        return null;
    }

    /// <summary>The raw JSON under a name, or null.</summary>
    public string? Json(string name) => Find([name]) is { } field ? field.Value.GetRawText() : null;

    /// <summary>Text that is short enough to be kept, and that PostgreSQL's JSON can hold.</summary>
    private string Kept(string name, string text)
    {
        if (text.Length > WireLimits.TextMax)
            Fail($"{path}{name}: longer than {WireLimits.TextMax} characters");
        else if (text.Contains('\0', StringComparison.Ordinal))
            Fail($"{path}{name}: holds a NUL character");
        return text;
    }

    private (string Name, JsonElement Value)? Find(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (source.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
                return (name, value);
        }
        return null;
    }

    private void Wrong((string Name, JsonElement Value) field, string needed) =>
        Fail($"{path}{field.Name}: a JSON {Name(field.Value.ValueKind)} where {needed} is needed");

    private static string Name(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Undefined => "nothing",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
