using System.Globalization;
using System.Text.Json;

namespace DrEvents.Ven.Loads.Homes;

/// <summary>
/// Reads the fields of one JSON object and collects all that is wrong, each with the field's path: a number that is missing or out of its
/// bounds, a field that nobody asked for.
/// </summary>
internal sealed class StrictFields(JsonElement json, string path, List<string> errors)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>A text that has to be there.</summary>
    public string Text(string name)
    {
        if (Find(name) is not { } value)
            Fail(name, "missing");
        else if (value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(value.GetString()))
            Fail(name, "no text");
        else
            return value.GetString()!;
        return "";
    }

    /// <summary>A text, or null without the field.</summary>
    public string? TextOrNone(string name) => Find(name) is null ? null : Text(name);

    /// <summary>Whether the field is there, which does not make it a known one.</summary>
    public bool Has(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    /// <summary>The texts of an object by their names, as headers; empty where it is not there.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } value)
            return texts;
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(f => f.Value.ValueKind != JsonValueKind.String))
            Fail(name, "no object of texts");
        else
            foreach (var field in value.EnumerateObject())
                texts[field.Name] = field.Value.GetString()!;
        return texts;
    }

    /// <summary>How many things are wrong so far, in all of the file.</summary>
    public int ErrorCount => errors.Count;

    /// <summary>A number that has to be there.</summary>
    public double Number(string name, double min, double max)
    {
        if (Find(name) is not null)
            return Number(name, min, min, max);
        Fail(name, "missing");
        return min;
    }

    /// <summary>A number, or what it is without the field.</summary>
    public double Number(string name, double without, double min, double max) => NumberOrNone(name, min, max) ?? without;

    /// <summary>A whole number, or what it is without the field.</summary>
    public int Whole(string name, int without, int min, int max)
    {
        var number = Number(name, without, min, max);
        if (number != Math.Floor(number))
            Fail(name, "no whole number");
        return (int)number;
    }

    /// <summary>A number, or null without the field.</summary>
    public double? NumberOrNone(string name, double min, double max)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Fail(name, string.Create(CultureInfo.InvariantCulture, $"{value.GetRawText()} is no number from {min} to {max}"));
        return min;
    }

    /// <summary>True or false; false without the field.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is not { } value)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Fail(name, "neither true nor false");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A time of day (<c>"07:30"</c>) as an hour, 0 to 24.</summary>
    public double Hour(string name)
    {
        var text = Text(name);
        if (text == "24:00")
            return 24;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time.ToTimeSpan().TotalHours;
        if (text.Length > 0)
            Fail(name, $"'{text}' is no time of day as 07:30");
        return 0;
    }

    /// <summary>A time of day as an hour, or what it is without the field.</summary>
    public double Hour(string name, double without) => Find(name) is null ? without : Hour(name);

    /// <summary>The objects of a list that has to be there and hold at least one.</summary>
    public IReadOnlyList<StrictFields> Objects(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            Fail(name, "missing, or no list with at least one object");
            return [];
        }
        return [.. list.EnumerateArray().Select((item, i) => Object(item, $"{PathOf(name)}[{i}]"))];
    }

    /// <summary>An object; one without fields where it is not there.</summary>
    public StrictFields Object(string name) =>
        Find(name) is { } value ? Object(value, PathOf(name)) : new StrictFields(default, "", errors);

    /// <summary>Says that a field is wrong.</summary>
    public void Fail(string name, string error) => errors.Add($"{PathOf(name)}: {error}");

    /// <summary>Says which fields nobody asked for.</summary>
    public void EndOfFields()
    {
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in json.EnumerateObject())
        {
            if (!_asked.Contains(field.Name))
                Fail(field.Name, $"unknown field (known: {string.Join(", ", _asked)})");
        }
    }

    private StrictFields Object(JsonElement value, string valuePath)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return new StrictFields(value, valuePath, errors);
        errors.Add($"{valuePath}: no object");
        return new StrictFields(default, valuePath, errors);
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
