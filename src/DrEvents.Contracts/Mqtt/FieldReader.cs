using System.Globalization;
using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>
/// Reads the fields of one JSON object under all the names that field VENs use for them, and keeps the first thing that is wrong.
/// A field that is absent or null reads as null, a number may stand in quotes, and 0 and 1 are flags. Any other field of the wrong type or out of
/// its range is an error that names it; or, from <see cref="Forgive"/> on, it is left out and named among the faulty ones.
/// </summary>
internal sealed class FieldReader(JsonElement source, string path, FieldReader? root = null)
{
    /// <summary>1 GW: no site behind one VEN comes near it, and sums stay finite.</summary>
    private const double KwMax = 1e6;

    /// <summary>Faulty fields that are named; more say no more.</summary>
    private const int FaultyMax = 32;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private string? _error;
    private List<string>? _faulty;

    /// <summary>The first thing that is wrong anywhere below this reader, or null.</summary>
    public string? Error => root is null ? _error : root.Error;

    /// <summary>The names of fields that were wrong and left out, such as <c>loads[2].currentPowerKw</c>.</summary>
    public IReadOnlyList<string> Faulty => _faulty is { Count: > 0 } ? _faulty : System.Array.Empty<string>();

    private FieldReader Root => root ?? this;

    /// <summary>What has to be right was read: what else is wrong fails the message no longer.</summary>
    public void Forgive() => Root._faulty ??= [];

    /// <summary>Says what is wrong, unless something was wrong before.</summary>
    public void Fail(string problem)
    {
        if (root is not null)
            root.Fail(problem);
        else
            _error ??= problem;
    }

    /// <summary>Says that a field is not there.</summary>
    public void Missing(string name) => Fault(name, "missing");

    /// <summary>The object under a name, or null when it is absent.</summary>
    public FieldReader? Object(string name)
    {
        if (Find([name]) is not { } field)
            return null;
        if (field.Value.ValueKind == JsonValueKind.Object)
            return new FieldReader(field.Value, path + field.Name + ".", Root);
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
            Fault(name, $"more than {WireLimits.LoadsMax} entries");
            return [];
        }
        var items = new List<T>(field.Value.GetArrayLength());
        var i = 0;
        foreach (var element in field.Value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                Wrong(($"{name}[{i}]", element), "an object");
            else if (read(new FieldReader(element, $"{path}{name}[{i}].", Root)) is { } item)
                items.Add(item);
            i++;
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
        return Kept(field.Name, field.Value);
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
            Fault(name, $"more than {WireLimits.LoadsMax} entries");
            return [];
        }
        return [.. field.Value.EnumerateArray().Select((e, i) => Kept($"{name}[{i}]", e) ?? "")];
    }

    /// <summary>A power in kW, or an energy in kWh: finite, and no more than a gigawatt.</summary>
    public double? Kw(params ReadOnlySpan<string> names) => Number(names, -KwMax, KwMax, isPower: true);

    /// <summary>A number within bounds. A part's power that is all ones is wrong: see <see cref="AllOnes"/>.</summary>
    public double? Number(ReadOnlySpan<string> names, double min, double max, bool isPower = false)
    {
        if (Find(names) is not { } field)
            return null;
        if (field.Value.AsNumber() is not { } value)
            Wrong(field, "a number");
        else if (!double.IsFinite(value) || value < min || value > max)
            Fault(field.Name, string.Create(CultureInfo.InvariantCulture, $"outside of {min} to {max}"));
        else if (isPower && Root._faulty is not null && AllOnes.IsSurely(value))
            Fault(field.Name, "all ones");
        else
            return value;
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Integer(ReadOnlySpan<string> names, int min, int max) =>
        Number(names, min, max) is { } value ? (int)Math.Round(value) : null;

    /// <summary>True or false; also as 1 or 0, and as text.</summary>
    public bool? Flag(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } field)
            return null;
        if (field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return field.Value.GetBoolean();
        if (field.Value.AsNumber() is 0 or 1)
            return field.Value.AsNumber() is 1;
        if (field.Value.ValueKind == JsonValueKind.String && bool.TryParse(field.Value.AsText(), out var flag))
            return flag;
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
            JsonValueKind.String => WireTime.FromText(field.Value.AsText() ?? "")
                ?? (field.Value.AsNumber() is { } number ? WireTime.FromUnix(number) : null),
            _ => null,
        };
        if (time is { } t && t >= Earliest && t < Latest)
            return t;
        Wrong(field, "a time between 2000 and 2100 (Unix seconds or milliseconds, or RFC 3339)");
        return null;
    }

    /// <summary>Whether something stands under a name, right or wrong.</summary>
    public bool Has(string name) => Find([name]) is not null;

    /// <summary>The raw JSON under a name, or null.</summary>
    public string? Json(string name) => Find([name]) is { } field ? field.Value.GetRawText() : null;

    /// <summary>Text that is short enough to be kept, and that PostgreSQL's JSON can hold.</summary>
    private string? Kept(string name, JsonElement value)
    {
        if (value.AsText() is not { } text)
            Fault(name, "text that is not valid Unicode");
        else if (text.Length > WireLimits.TextMax)
            Fault(name, $"longer than {WireLimits.TextMax} characters");
        else if (text.Contains('\0', StringComparison.Ordinal))
            Fault(name, "holds a NUL character");
        else
            return text;
        return null;
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
        Fault(field.Name, $"a JSON {field.Value.KindName()} where {needed} is needed");

    private void Fault(string name, string problem)
    {
        if (Root._faulty is not { } faulty)
            Fail($"{path}{name}: {problem}");
        else if (faulty.Count < FaultyMax && !faulty.Contains(path + name))
            faulty.Add(path + name);
    }
}
