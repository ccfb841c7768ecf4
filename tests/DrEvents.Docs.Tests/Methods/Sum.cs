using System.Globalization;

namespace DrEvents.Docs.Tests.Methods;

/// <summary>Counts what a page writes out: numbers with + − · ÷, parentheses, <c>max(a, b)</c> and <c>clamp(x, least, most)</c>.</summary>
internal sealed class Sum
{
    private readonly string _text;
    private int _at;

    private Sum(string text) => _text = text.Replace(" ", "", StringComparison.Ordinal);

    /// <exception cref="FormatException">It is no sum.</exception>
    public static double Of(string text)
    {
        var sum = new Sum(text);
        var value = sum.Terms();
        return sum._at == sum._text.Length ? value : throw sum.Wrong();
    }

    private double Terms()
    {
        var value = Factors();
        while (true)
        {
            if (Takes("+"))
                value += Factors();
            else if (Takes("−"))
                value -= Factors();
            else
                return value;
        }
    }

    private double Factors()
    {
        var value = One();
        while (true)
        {
            if (Takes("·"))
                value *= One();
            else if (Takes("÷"))
                value /= One();
            else
                return value;
        }
    }

    private double One()
    {
        if (Takes("−"))
            return -One();
        if (Takes("max("))
            return Math.Max(Argument(","), Argument(")"));
        if (Takes("clamp("))
            return Math.Clamp(Argument(","), Argument(","), Argument(")"));
        if (Takes("("))
            return Argument(")");
        var from = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
            _at++;
        return double.TryParse(_text.AsSpan(from, _at - from), CultureInfo.InvariantCulture, out var number) ? number : throw Wrong();
    }

    private double Argument(string end)
    {
        var value = Terms();
        return Takes(end) ? value : throw Wrong();
    }

    private bool Takes(string sign)
    {
        if (string.CompareOrdinal(_text, _at, sign, 0, sign.Length) != 0)
            return false;
        _at += sign.Length;
        return true;
    }

    private FormatException Wrong() => new($"'{_text}' is no sum from its character {_at + 1} on");
}
