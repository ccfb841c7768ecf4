using System.Text;

namespace DrEvents.Ven.Commands;

/// <summary>Asks for a secret: at a terminal without showing it, else by a line of what is piped in.</summary>
internal static class SecretPrompt
{
    /// <param name="field">What it is for.</param>
    /// <param name="error">Gets the question, so that results stay results.</param>
    /// <param name="input">Where it is read from; null is the terminal, or what is piped in.</param>
    /// <exception cref="InvalidDataException">Nothing came.</exception>
    public static string Ask(string field, TextWriter error, TextReader? input)
    {
        var isTyped = input is null && !Console.IsInputRedirected;
        if (isTyped)
            error.Write($"{field} (not shown): ");
        var said = isTyped ? Typed() : (input ?? Console.In).ReadLine();
        if (isTyped)
            error.WriteLine();
        return said is { Length: > 0 }
            ? said
            : throw new InvalidDataException($"{field}: nothing came; it is a line of the standard input");
    }

    private static string Typed()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }
        return text.ToString();
    }
}
