namespace DrEvents.Backend.Features.Persons;

/// <summary>Finds what somebody is called in what others wrote: as words of their own, so that no longer name and no other word is taken for it.</summary>
public static class WholeWords
{
    /// <summary>Shorter names are often other words too, and count only as they are written.</summary>
    private const int AnyCaseFrom = 5;

    public static bool Holds(string text, string name)
    {
        if (name.Length == 0)
            return false;
        var comparison = name.Length < AnyCaseFrom ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (var at = text.IndexOf(name, comparison); at >= 0; at = text.IndexOf(name, at + 1, comparison))
        {
            if (!IsOfWord(text, at - 1) && !IsOfWord(text, at + name.Length))
                return true;
        }
        return false;
    }

    private static bool IsOfWord(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
}
