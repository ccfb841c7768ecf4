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

    [GeneratedRegex(@"(?<![\w.-])\d+(?![\w.-])")]
    private static partial Regex Whole();
}
