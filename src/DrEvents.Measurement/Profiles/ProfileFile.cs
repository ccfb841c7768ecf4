using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Profiles;

/// <summary>Reads a profile's file, with what the asker sets otherwise.</summary>
public static partial class ProfileFile
{
    /// <summary>What is said about a profile and changes no figure.</summary>
    private static readonly string[] Texts = ["$schema", "name", "version", "title", "naesbClass", "source", "method"];

    /// <param name="set">
    /// Values to set: a name as it stands in the file (<c>lookBackDays=60</c>, everywhere where it stands) or the way to it
    /// (<c>days.classes.0.wanted=8</c>).
    /// </param>
    public static BaselineProfile Read(InputFile file, IReadOnlyList<string>? set = null)
    {
        var json = JsonFile.Text(file);
        var profile = Checked(file.Name, JsonFile.Read<BaselineProfile>(file.Name, json));
        if (set is not { Count: > 0 })
            return profile;
        var document = JsonSerializer.SerializeToNode(profile, JsonFile.Options)!.AsObject();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in set)
        {
            if (!keys.Add(one.Split('=')[0]))
                throw new BadFileException("--set", one.Split('=')[0], "is set twice");
            Set(document, one);
        }
        BaselineProfile made;
        try
        {
            made = JsonFile.Read<BaselineProfile>("--set", document.ToJsonString());
        }
        catch (BadFileException e)
        {
            throw new BadFileException("--set", e.Field, "there is no such parameter, or it takes no such value");
        }
        return ProfileCheck.ProblemOf(made) is { } problem ? throw new BadFileException("--set", problem.Field, problem.Problem) : made;
    }

    private static BaselineProfile Checked(string file, BaselineProfile profile) =>
        ProfileCheck.ProblemOf(profile) is { } problem ? throw new BadFileException(file, 1, problem.Field, problem.Problem) : profile;

    /// <summary>All that figures depend on, by the names of the file.</summary>
    public static JsonObject Parameters(BaselineProfile profile)
    {
        var all = JsonSerializer.SerializeToNode(profile, JsonFile.Options)!.AsObject();
        foreach (var text in Texts)
            all.Remove(text);
        return all;
    }

    private static void Set(JsonObject document, string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new BadFileException("--set", text, "is not key=value");
        var (key, value) = (text[..at], ValueOf(text[(at + 1)..]));
        var places = key.Contains('.', StringComparison.Ordinal) ? At(document, key.Split('.')) : Named(document, key);
        if (places.Count == 0)
            throw new BadFileException("--set", key, "is no parameter of this profile; drevents mv profiles NAME shows them");
        foreach (var (parent, name) in places)
        {
            if (parent is JsonArray array)
                array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] = value?.DeepClone();
            else
                parent.AsObject()[name] = value?.DeepClone();
        }
    }

    private static JsonNode? ValueOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A word is written without quotes.
            return JsonValue.Create(text);
        }
    }

    private static List<(JsonNode Parent, string Name)> At(JsonNode document, string[] way)
    {
        JsonNode? node = document;
        for (var i = 0; i < way.Length - 1 && node is not null; i++)
            node = Child(node, way[i]);
        // An object may get a member that it has not: the reader knows which there are.
        return node is JsonObject ? [(node, way[^1])]
            : node is JsonArray && Child(node, way[^1]) is not null ? [(node, way[^1])]
            : [];
    }

    private static JsonNode? Child(JsonNode node, string name) =>
        node switch
        {
            JsonObject o => o[name],
            JsonArray a when int.TryParse(name, out var n) && n >= 0 && n < a.Count => a[n],
            _ => null,
        };

    private static List<(JsonNode Parent, string Name)> Named(JsonNode? node, string name) =>
        node switch
        {
            JsonObject o when !Texts.Contains(name) => o.Where(p => p.Key == name)
                .Select(p => ((JsonNode)o, name))
                .Concat(o.Where(p => p.Key != name).SelectMany(p => Named(p.Value, name)))
                .ToList(),
            JsonArray a => a.SelectMany(n => Named(n, name)).ToList(),
            _ => [],
        };

    [GeneratedRegex("^[a-z0-9][a-z0-9+-]{0,63}$")]
    internal static partial Regex NamePattern();
}
