using System.Globalization;
using System.Text.RegularExpressions;

namespace DrEvents.Dashboard.Parts;

/// <summary>
/// What the backend gives as reasons, which are stored as they are: of the engine of measurement, of results, of commands, of messages that cannot be read. The texts
/// beside this file are by those words, with a place for each number, DR event and time. What is not among them is shown as it is stored.
/// </summary>
public sealed partial class EngineWords
{
    /// <summary>Reasons that have others, names or devices' own words in them.</summary>
    internal static readonly string[] WithWords =
    [
        "opted out: {0}",
        "offered, skipped before: {0}",
        "not needed before it was told: {0}",
        "unknown op: {0}",
        "resumed, displaced before {0}",
        "a JSON {0} where {1} is needed",
        "outside of {0} to {1}",
        "the payload says {0}, the topic {1}",
        "subscription to {0} refused: {1}",
        "makes its {0} ({1} streams)",
        "The code is for {0}, and the request asks for another name",
    ];

    private static readonly (Regex Form, string Key)[] Forms = Array.ConvertAll(WithWords, key => (FormOf(key), key));

    /// <summary>The words in the viewer's language; nothing for nothing.</summary>
    public static string Of(IStringLocalizer<EngineWords> words, string? stored)
    {
        if (string.IsNullOrEmpty(stored))
            return "";
        if (stored.Contains(Next, StringComparison.Ordinal))
            return string.Join(Next, stored.Split(Next).Select(part => Of(words, part)));
        if (OddReadings().Match(stored) is { Success: true } odd)
            return Of(words, odd);
        var values = new List<object>();
        var form = Value()
            .Replace(
                stored,
                value =>
                {
                    values.Add(value.Value);
                    return $"{{{(values.Count - 1).ToString(CultureInfo.InvariantCulture)}}}";
                }
            );
        var known = words[form];
        return known.ResourceNotFound ? OfParts(words, stored) : string.Format(CultureInfo.CurrentCulture, known.Value, [.. values]);
    }

    private static string OfParts(IStringLocalizer<EngineWords> words, string stored)
    {
        foreach (var (form, key) in Forms)
        {
            if (form.Match(stored) is { Success: true } found)
                return string.Format(
                    CultureInfo.CurrentCulture,
                    words[key].Value,
                    [.. found.Groups.Values.Skip(1).Select(part => (object)Of(words, part.Value))]
                );
        }
        // The name of a field, and what is wrong with it.
        return Field().Match(stored) is { Success: true } field ? field.Groups[1].Value + Of(words, field.Groups[2].Value) : stored;
    }

    /// <summary>Hours that rest on odd readings; what is odd about them are words by themselves.</summary>
    private static string Of(IStringLocalizer<EngineWords> words, Match odd)
    {
        var known = words[$"{odd.Groups[1].Value} rests on odd readings ({{0}}) in {{1}} of its five minutes, the first at {{2}}"];
        var flags = string.Join(", ", odd.Groups[2].Value.Split(", ").Select(flag => words[flag].Value));
        return string.Format(CultureInfo.CurrentCulture, known.Value, flags, odd.Groups[3].Value, odd.Groups[4].Value);
    }

    private static Regex FormOf(string key) =>
        new($"^{Regex.Replace(Regex.Escape(key), @"\\\{\d}", "(.+)")}$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>Between one reason and the next.</summary>
    private const string Next = "; ";

    [GeneratedRegex(
        @"^(the event|the adjustment's window|the baseline) rests on odd readings \(([^)]*)\) in (\d+) of its five minutes, the first at (\S+)$"
    )]
    private static partial Regex OddReadings();

    [GeneratedRegex(@"\bevt-[0-9a-f]{8}\b|\b\d{4}-\d{2}-\d{2}T[\d:.]+(Z|\+00:00)|(?<![\w.-])\d+(?![\w.-])")]
    private static partial Regex Value();

    [GeneratedRegex(@"^([\w.\[\]]+: )(.+)$", RegexOptions.Singleline)]
    private static partial Regex Field();
}
