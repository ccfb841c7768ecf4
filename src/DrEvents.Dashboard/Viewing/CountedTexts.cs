using Microsoft.Extensions.Localization;

namespace DrEvents.Dashboard.Viewing;

/// <summary>Texts that say how many.</summary>
public static class CountedTexts
{
    /// <summary>The text of a name with the number in its first place; of exactly one, the text of the same name with <c>.One</c>.</summary>
    public static LocalizedString Counted(this IStringLocalizer texts, string name, long count, params IReadOnlyList<object> more) =>
        texts[count == 1 ? name + ".One" : name, [Viewer.Number(count), .. more]];
}
