using System.Text;

namespace DrEvents.Measurement.Files;

/// <summary>A file of someone else's: its name for messages, and its bytes.</summary>
/// <param name="Open">Opens it anew at its beginning.</param>
public sealed record InputFile(string Name, Func<Stream> Open)
{
    /// <summary>A longer line is none of a table of times and values.</summary>
    private const int LineCharactersMost = 4096;

    public static InputFile At(string path) => new(path, () => System.IO.File.OpenRead(path));

    public static InputFile Of(string name, byte[] bytes) => new(name, () => new MemoryStream(bytes, writable: false));

    public static InputFile Of(string name, string text) => Of(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Whether it begins as XML does.</summary>
    public bool IsXml()
    {
        using var reader = new StreamReader(Open());
        for (var i = 0; i < LineCharactersMost; i++)
        {
            var next = reader.Read();
            if (next < 0 || !char.IsWhiteSpace((char)next))
                return next == '<';
        }
        return false;
    }

    /// <summary>Its lines with their numbers, one at a time; empty ones are left out.</summary>
    public IEnumerable<(long Number, string Text)> Lines(int charactersMost = LineCharactersMost)
    {
        using var reader = new StreamReader(Open());
        var line = new StringBuilder();
        var number = 1L;
        for (int next; (next = reader.Read()) >= 0; )
        {
            if (next is '\n')
            {
                if (line.Length > 0)
                    yield return (number, line.ToString());
                line.Clear();
                number++;
            }
            else if (next is not '\r')
            {
                if (line.Length == charactersMost)
                    throw new BadFileException(Name, number, "line", $"is longer than {charactersMost} characters");
                line.Append((char)next);
            }
        }
        if (line.Length > 0)
            yield return (number, line.ToString());
    }
}
