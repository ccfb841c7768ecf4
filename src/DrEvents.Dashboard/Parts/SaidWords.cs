using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Parts;

/// <summary>
/// Says what the backend says in the viewer's language, units and time: the texts beside this file are by the kinds of its sentences. <c>{name}</c> in one stands for the
/// value of that name. A text that is called <c>kind.name</c> is what comes and goes with the value, with <c>{0}</c> in its place; <c>.One</c> behind it, where the value is
/// one, and <c>.None</c>, where there is none.
/// </summary>
public sealed partial class SaidWords(IStringLocalizer<SaidWords> words, IStringLocalizer<EngineWords> reasons, Viewer viewer)
{
    /// <summary>Values that come out of closed sets, mostly.</summary>
    private static readonly HashSet<string> Chosen = ["reason", "standing", "means", "problem", "role", "way", "what", "wrong"];

    /// <summary>The sentence in the viewer's words; the backend's text where that is no sentence, or one that is not known here.</summary>
    public string? Of(Said? said, string? text) => said is null ? viewer.Sentence(text) : Of(said) ?? viewer.Sentence(text);

    /// <summary>A reason that is stored as text, in the viewer's words where it is one of those that the backend gives by itself.</summary>
    public string? Reason(string? text) => viewer.Sentence(EngineWords.Of(reasons, text));

    private string? Of(Said said) =>
        words[said.Kind] is { ResourceNotFound: false } form
            ? Hole().Replace(form.Value, hole => Filled(said, hole.Groups[1].Value))
            : null;

    private string Filled(Said said, string name)
    {
        var around = words[$"{said.Kind}.{name}"];
        if (!said.Values.TryGetValue(name, out var there) || there is not JsonElement value)
            return around.ResourceNotFound ? "–" : Text($"{said.Kind}.{name}.None") ?? "";
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() == 1 && Text($"{said.Kind}.{name}.One") is { } one)
            return one;
        return around.ResourceNotFound ? Shown(name, value) : around.Value.Replace("{0}", Shown(name, value), StringComparison.Ordinal);
    }

    private string Shown(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => Shown(name, value.GetDouble()),
            JsonValueKind.String when IsTime().IsMatch(value.GetString()!) && value.TryGetDateTimeOffset(out var time) => viewer.Minute(
                time
            ),
            JsonValueKind.String => Chosen.Contains(name) ? Reason(value.GetString())! : value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(one => Shown(name, one))),
            JsonValueKind.Object => value.Deserialize<Said>(JsonSerializerOptions.Web) is { } within ? Of(within) ?? within.Kind : "",
            _ => "",
        };

    private static string Shown(string name, double value) =>
        name.EndsWith("Kw", StringComparison.Ordinal) ? Viewer.PowerToTheWatt(value)
        : name.EndsWith("Ms", StringComparison.Ordinal) ? Viewer.Number(value) + " ms"
        : name.EndsWith('S') ? Seconds(value)
        : value.ToString(name == "amount" ? "N2" : "#,0.###", CultureInfo.CurrentCulture);

    private static string Seconds(double value) =>
        value < 60 ? value.ToString("0.#", CultureInfo.CurrentCulture) + " s" : Viewer.Length(TimeSpan.FromSeconds(value));

    private string? Text(string name) => words[name] is { ResourceNotFound: false } text ? text.Value : null;

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$")]
    private static partial Regex IsTime();
}
