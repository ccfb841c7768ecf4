using System.Globalization;
using System.Text.RegularExpressions;

namespace DrEvents.Dashboard.Parts;

/// <summary>
/// What the engine of measurement and the results that are issued say in words, which are stored as they are: the texts beside this file are by those words,
/// with a place for each number. What is not among them is shown as it is stored.
/// </summary>
public sealed partial class EngineWords
{
    /// <summary>The words in the viewer's language; nothing for nothing.</summary>
    public static string Of(IStringLocalizer<EngineWords> words, string? stored)
    {
        if (string.IsNullOrEmpty(stored))
            return "";
        if (stored.Contains(Next, StringComparison.Ordinal))
            return string.Join(Next, stored.Split(Next).Select(part => Of(words, part)));
        if (OddReadings().Match(stored) is { Success: true } odd)
            return Of(words, odd);
        var numbers = new List<object>();
        var form = Whole()
            .Replace(
                stored,
                number =>
                {
                    numbers.Add(number.Value);
                    return $"{{{(numbers.Count - 1).ToString(CultureInfo.InvariantCulture)}}}";
                }
            );
        var known = words[form];
        return known.ResourceNotFound ? stored : string.Format(CultureInfo.CurrentCulture, known.Value, [.. numbers]);
    }

    /// <summary>Hours that rest on odd readings; what is odd about them are words by themselves.</summary>
    private static string Of(IStringLocalizer<EngineWords> words, Match odd)
    {
        var known = words[$"{odd.Groups[1].Value} rests on odd readings ({{0}}) in {{1}} of its five minutes, the first at {{2}}"];
        var flags = string.Join(", ", odd.Groups[2].Value.Split(", ").Select(flag => words[flag].Value));
        return string.Format(CultureInfo.CurrentCulture, known.Value, flags, odd.Groups[3].Value, odd.Groups[4].Value);
    }

    /// <summary>Between one reason and the next.</summary>
    private const string Next = "; ";

    [GeneratedRegex(
        @"^(the event|the adjustment's window|the baseline) rests on odd readings \(([^)]*)\) in (\d+) of its five minutes, the first at (\S+)$"
    )]
    private static partial Regex OddReadings();

    [GeneratedRegex(@"(?<![\w.-])\d+(?![\w.-])")]
    private static partial Regex Whole();
}
