using System.Globalization;
using System.Text;

namespace DrEvents.Cli.Manual;

/// <summary>Writes the language of manual pages: roff with the macros of man(7).</summary>
sealed class Roff
{
    private readonly StringBuilder _text = new();

    /// <summary>The title line, which no page is without.</summary>
    public Roff Title(string page, int section, string version) =>
        Line($".TH {Quoted(page.ToUpperInvariant())} {section} \"\" {Quoted(version)} {Quoted("DrEvents")}");

    /// <summary>A heading.</summary>
    public Roff Section(string heading) => Line($".SH {Quoted(heading)}");

    /// <summary>A paragraph of text; an empty line in it begins another one.</summary>
    public Roff Paragraphs(string text)
    {
        foreach (var (n, paragraph) in text.ReplaceLineEndings("\n").Split("\n\n").Index())
        {
            if (n > 0)
                Line(".PP");
            foreach (var line in paragraph.Split('\n'))
                Line(Text(line));
        }
        return this;
    }

    /// <summary>A term, with what it means indented below it.</summary>
    public Roff Meaning(string term, string meaning) => Line(".TP").Line(term).Line(Text(meaning));

    /// <summary>A line as it stands, of parts that are escaped already.</summary>
    public Roff Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    /// <summary>What has to be written as it stands.</summary>
    public static string Bold(string text) => $@"\fB{Text(text)}\fR";

    /// <summary>What stands for something else.</summary>
    public static string Italic(string text) => $@"\fI{Text(text)}\fR";

    /// <summary>Text in which nothing is taken for a request: neither at the begin of a line nor within it.</summary>
    public static string Text(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            escaped.Append(Escaped(rune));
        return text.StartsWith('.') || text.StartsWith('\'') ? @"\&" + escaped : escaped.ToString();
    }

    /// <inheritdoc />
    public override string ToString() => _text.ToString();

    private static string Quoted(string text) => $"\"{Text(text)}\"";

    private static string Escaped(Rune rune) =>
        rune.Value switch
        {
            '\\' => @"\e",
            '-' => @"\-",
            '\'' => @"\(aq",
            '"' => @"\(dq",
            '`' => @"\(ga",
            '^' => @"\(ha",
            '~' => @"\(ti",
            > 126 => string.Create(CultureInfo.InvariantCulture, $@"\[u{rune.Value:X4}]"),
            _ => rune.ToString(),
        };
}
