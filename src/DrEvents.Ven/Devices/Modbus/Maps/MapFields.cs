using System.Text.Json;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>
/// The fields of one object of a register map: those of a home's file, and what only maps have. All that is wrong is collected, each with the
/// field's path.
/// </summary>
internal sealed class MapFields(JsonElement json, string path, List<string> errors)
{
    private const int ListMax = 64;

    private readonly StrictFields _fields = new(json, path, errors);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The names that are there.</summary>
    public IEnumerable<string> Names => json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(f => f.Name) : [];

    /// <summary>Whether a field is there.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether a field is a text.</summary>
    public bool IsText(string name) => Find(name) is { ValueKind: JsonValueKind.String };

    /// <summary>A text that has to be there.</summary>
    public string Text(string name) => Asked(name) ? _fields.Text(name) : "";

    /// <summary>A text, or what it is without the field.</summary>
    public string Text(string name, string without) => Has(name) ? _fields.Text(name) : without;

    /// <summary>A number that has to be there.</summary>
    public double Number(string name, double min, double max) => Asked(name) ? _fields.Number(name, min, max) : min;

    /// <summary>A number, or what it is without the field.</summary>
    public double Number(string name, double without, double min, double max) => NumberOrNone(name, min, max) ?? without;

    /// <summary>A number, or null without the field.</summary>
    public double? NumberOrNone(string name, double min, double max) => Asked(name) ? _fields.NumberOrNone(name, min, max) : null;

    /// <summary>A whole number, or what it is without the field.</summary>
    public int Whole(string name, int without, int min, int max) => Asked(name) ? _fields.Whole(name, without, min, max) : without;

    /// <summary>True or false; false without the field.</summary>
    public bool Flag(string name) => Asked(name) && _fields.Flag(name);

    /// <summary>An object; one without fields where it is not there.</summary>
    public MapFields Object(string name)
    {
        _fields.Object(name);
        return new MapFields(Find(name) ?? default, PathOf(name), errors);
    }

    /// <summary>The objects of a list that has to be there and hold at least one.</summary>
    public IReadOnlyList<MapFields> Objects(string name)
    {
        var count = _fields.Objects(name).Count;
        if (count > ListMax)
            Fail(name, $"more than {ListMax}");
        var list = Find(name) ?? default;
        return [.. Enumerable.Range(0, Math.Min(count, ListMax)).Select(i => new MapFields(list[i], $"{PathOf(name)}[{i}]", errors))];
    }

    /// <summary>A list of numbers; empty without the field.</summary>
    public IReadOnlyList<double> Numbers(string name)
    {
        if (Find(name) is not { } list)
            return [];
        if (
            list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() <= ListMax
            && list.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number)
        )
            return [.. list.EnumerateArray().Select(n => n.GetDouble())];
        Fail(name, $"no list of at most {ListMax} numbers");
        return [];
    }

    /// <summary>Says that a field is wrong.</summary>
    public void Fail(string name, string error) => errors.Add($"{PathOf(name)}: {error}");

    /// <summary>Says which fields nobody asked for.</summary>
    public void EndOfFields()
    {
        foreach (var name in Names.Where(n => !_asked.Contains(n)))
            Fail(name, $"unknown field (known: {string.Join(", ", _asked)})");
    }

    private bool Asked(string name)
    {
        _asked.Add(name);
        return true;
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
