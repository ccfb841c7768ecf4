using System.Collections.Frozen;

namespace DrEvents.Backend.Hosting;

/// <summary>A line that is told: in English, and as its kind with what is in it, so that pages can say it in the viewer's language.</summary>
public sealed record Sentence(string Text, Said? Said)
{
    private static readonly FrozenDictionary<SaidKind, string> Names = Enum.GetValues<SaidKind>()
        .ToFrozenDictionary(k => k, k => JsonNamingPolicy.CamelCase.ConvertName(k.ToString()));

    private static readonly IReadOnlyDictionary<string, object> Nothing = new Dictionary<string, object>();

    /// <summary>Says a sentence whose values stand in the text, each followed by its name: <c>{Kw(e.RequestedKw):requestedKw}</c>.</summary>
    public static Sentence Say(SaidKind kind, SentenceText text) => new(text.Text, new Said(Names[kind], text.Values));

    /// <summary>Says a sentence without values.</summary>
    public static Sentence Say(SaidKind kind, string text) => new(text, new Said(Names[kind], Nothing));
}

/// <summary>Takes a sentence apart while it is written, so that no value is named twice. A value without a name does not compile.</summary>
[InterpolatedStringHandler]
public readonly ref struct SentenceText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 16 * formattedCount);
    private readonly Dictionary<string, object> _values = new(formattedCount);

    public string Text => _text.ToString();
    public IReadOnlyDictionary<string, object> Values => _values;

    public void AppendLiteral(string value) => _text.Append(value);

    /// <param name="format">The value's name.</param>
    public void AppendFormatted(SaidValue value, string format)
    {
        _text.Append(value.Text);
        if (value.Value is { } said)
            _values.Add(format, said);
    }

    public void AppendFormatted(string? value, string format) => AppendFormatted(new SaidValue(value ?? "", value), format);

    public void AppendFormatted(long value, string format) => AppendFormatted(SaidValues.Count(value), format);
}

/// <summary>What stands in a sentence.</summary>
/// <param name="Text">As the English text has it, with the words that come and go with it.</param>
/// <param name="Value">What it is, by itself; null where the sentence leaves it out.</param>
public readonly record struct SaidValue(string Text, object? Value);

/// <summary>Values as sentences have them.</summary>
public static class SaidValues
{
    private const string Minute = "yyyy-MM-dd HH:mm'Z'";
    private const string Second = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int WattDigits = 3;

    public static SaidValue Kw(double kw) => new(Invariant($"{kw + 0.0:0.###} kW"), Watts(kw));

    /// <summary>To a tenth, where the sentence has the unit.</summary>
    public static SaidValue Tenths(double kw) => new(Invariant($"{kw:0.#}"), Watts(kw));

    /// <summary>A power that may be left out.</summary>
    public static SaidValue Kw(double? kw, string before, string after = "") => kw is { } there ? Kw(there).Within(before, after) : default;

    public static SaidValue Ms(double ms) => new(Invariant($"{ms:0} ms"), Math.Round(ms));

    public static SaidValue Count(long count) => new(count.ToString(CultureInfo.InvariantCulture), count);

    /// <summary>A number that may be left out.</summary>
    public static SaidValue Count(long? count, string before, string after = "") =>
        count is { } there ? Count(there).Within(before, after) : default;

    public static SaidValue At(DateTimeOffset time) =>
        new(
            time.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture),
            time.UtcDateTime.ToString(Second, CultureInfo.InvariantCulture)
        );

    /// <summary>Text that may be left out.</summary>
    public static SaidValue Text(string? text, string before, string after = "") =>
        text is null ? default : new SaidValue(text, text).Within(before, after);

    /// <summary>Words that are there, or not.</summary>
    public static SaidValue If(bool holds, string words) => holds ? new SaidValue(words, true) : default;

    public static SaidValue Because(string? reason) => Text(reason, ": ");

    public static SaidValue Seconds(TimeSpan length) => new(Invariant($"{length.TotalSeconds:0.0} s"), Math.Round(length.TotalSeconds, 1));

    public static SaidValue Amount(decimal money) => new(money.ToString(CultureInfo.InvariantCulture), money);

    /// <summary>What is missing of a request, where something is.</summary>
    public static SaidValue Shortfall(double kw) => Kw(kw > 0 ? kw : null, ", ", " short");

    public static SaidValue List(IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        return new(string.Join(", ", all), all);
    }

    /// <summary>Sentences within a sentence; left out where there are none.</summary>
    public static SaidValue List(IEnumerable<Sentence> sentences, string between, string before = "")
    {
        List<Sentence> all = [.. sentences];
        return all.Count == 0
            ? default
            : new SaidValue(string.Join(between, all.Select(s => s.Text)), all.ConvertAll(s => s.Said)).Within(before, "");
    }

    private static SaidValue Within(this SaidValue value, string before, string after) => value with { Text = before + value.Text + after };

    private static double Watts(double kw) => Math.Round(kw, WattDigits) + 0.0;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
