using System.Globalization;

namespace DrEvents.Measurement.Files;

/// <summary>A file that cannot be taken as it is: nothing of it is used. The message is one line that names the file, the line and the field.</summary>
public sealed class BadFileException : Exception
{
    /// <summary>More of what a file says is not repeated.</summary>
    private const int ShownCharactersMost = 40;

    /// <summary>Of a field's name, and of what is wrong with it.</summary>
    private const int TextCharactersMost = 200;

    public BadFileException(string file, long line, string field, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{OneLine(file)}: line {line}: {OneLine(field)}: {OneLine(problem)}")) =>
        (File, Line, Field) = (file, line, field);

    /// <summary>What an option sets in a file is wrong.</summary>
    internal BadFileException(string option, string key, string problem)
        : base($"{option}: {OneLine(key)}: {OneLine(problem)}") => (File, Line, Field) = (option, 1, key);

    public string File { get; }

    /// <summary>From 1 on; 1 where the whole file is meant.</summary>
    public long Line { get; }

    public string Field { get; }

    /// <summary>What stands in the file, short and safe to show.</summary>
    internal static string Shown(ReadOnlySpan<char> text) =>
        text.Length <= ShownCharactersMost ? $"'{text}'" : $"'{text[..ShownCharactersMost]}…'";

    private static string OneLine(string text)
    {
        var shown = text.Length <= TextCharactersMost ? text : text[..TextCharactersMost] + "…";
        return string.Concat(shown.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '·' : c));
    }
}
