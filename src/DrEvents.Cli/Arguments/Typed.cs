using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DrEvents.Contracts;

namespace DrEvents.Cli.Arguments;

/// <summary>Options and arguments whose text is read by a rule of ours; bad text is refused with the option's name and what was expected.</summary>
static class Typed
{
    /// <summary>An option of a value.</summary>
    public static Option<T?> Option<T>(string name, string description, string helpName, Func<string, T?> read, string expected)
        where T : struct =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            // Said here, since the library lets a nullable type do without a value.
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Value(result, name, read, expected),
        };

    /// <summary>A time.</summary>
    public static Option<Moment?> Time(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "time",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Value(result, name, Moment.Read, Moment.Expected, Moment.Problem),
        };

    /// <summary>A date and time with its offset: no word, and nothing that depends on the local clock.</summary>
    public static Option<DateTimeOffset?> DateAndTime(string name, string description, DateTimeOffset from, DateTimeOffset to) =>
        new(name)
        {
            Description = description,
            HelpName = "time",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
                Value<DateTimeOffset>(
                    result,
                    name,
                    text => Moment.ReadTime(text) is { } time && time >= from && time < to ? time : null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a time such as 2026-07-15T16:30+02:00, from {from.Year} to {to.Year - 1}"
                    ),
                    Moment.Problem
                ),
        };

    /// <summary>An option of a text that follows a rule.</summary>
    public static Option<string?> Text(string name, string description, string helpName, Func<string, string?> read, string expected) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Value(result, name, read, expected),
        };

    /// <summary>An option that may be given more than once.</summary>
    public static Option<string[]> Many(string name, string description, string helpName, Func<string, string?> read, string expected) =>
        new(name)
        {
            Description = description + " May be repeated.",
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
                [.. result.Tokens.Select(token => Checked(result, token.Value, name, read, expected)).OfType<string>()],
        };

    /// <summary>A power in kW, never negative: what is asked for has no sign.</summary>
    public static Option<double?> Kw(string name, string description) =>
        Option(name, description, "kW", ReadKw, "a power in kW, 0 or more, such as 2.5");

    /// <summary>A part of a whole, 0 to 1.</summary>
    public static Option<double?> Share(string name, string description) =>
        Option(name, description, "share", ReadShare, "a share from 0 to 100%, such as 5% or 0.05");

    /// <summary>A length of time.</summary>
    public static Option<TimeSpan?> Span(string name, string description) =>
        Option(name, description, "span", Duration.Read, Duration.Expected);

    /// <summary>A count.</summary>
    public static Option<int?> Integer(string name, string description, int min, int max) =>
        Option<int>(
            name,
            description,
            "n",
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
                    ? n
                    : null,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}")
        );

    /// <summary>One of a few words.</summary>
    public static Option<string?> Word(string name, string description, params string[] words) =>
        Text(
            name,
            description,
            string.Join('|', words),
            text => words.FirstOrDefault(w => w == text),
            "one of " + string.Join(", ", words)
        );

    /// <summary>Yes or no, said in full. A text, since the library reads a boolean option as a bare flag, which could not say no.</summary>
    public static Option<string?> Flag(string name, string description) =>
        Word(name, description, bool.TrueString.ToLowerInvariant(), bool.FalseString.ToLowerInvariant());

    /// <summary>A latitude or longitude.</summary>
    public static Option<double?> Degrees(string name, string description, double max) =>
        Option<double>(
            name,
            description,
            "degrees",
            text => ReadNumber(text) is { } number && Math.Abs(number) <= max ? number : null,
            string.Create(CultureInfo.InvariantCulture, $"degrees from -{max} to {max}")
        );

    /// <summary>The VEN that a verb is about.</summary>
    public static Argument<string> Ven() => Required("VEN", "The VEN's id.", ReadVenId, VenIdExpected);

    /// <summary>VENs that an option names.</summary>
    public static Option<string[]> Vens(string description) => Many("--ven", description, "id", ReadVenId, VenIdExpected);

    /// <summary>The event that a verb is about.</summary>
    public static Argument<string> Event() =>
        Required("EVENT", "The event's id.", text => EventIds.IsValid(text) ? text : null, "an event id such as evt-1a2b3c4d");

    /// <summary>An argument that has to be there.</summary>
    public static Argument<string> Required(string name, string description, Func<string, string?> read, string expected) =>
        new(name) { Description = description, CustomParser = result => Value(result, name, read, expected)! };

    /// <summary>A VEN's id, or null.</summary>
    public static string? ReadVenId(string text) => VenIds.IsValid(text) ? text : null;

    /// <summary>What a VEN's id has to be, for messages.</summary>
    public const string VenIdExpected = "the id of a VEN (1 to 128 of A-Z a-z 0-9 : _ -)";

    /// <summary>Any text but an empty one.</summary>
    public static string? ReadNonEmpty(string text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static double? ReadKw(string text) => ReadNumber(text) is { } kw and >= 0 ? kw : null;

    private static double? ReadShare(string text) =>
        (text.EndsWith('%') ? ReadNumber(text[..^1]) / 100 : ReadNumber(text)) is { } share and >= 0 and <= 1 ? share : null;

    // No thousands: "2,5" is no number rather than 25.
    public static double? ReadNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static T? Value<T>(
        ArgumentResult result,
        string name,
        Func<string, T?> read,
        string expected,
        Func<string, string?>? problem = null
    )
        where T : struct
    {
        var text = result.Tokens[0].Value;
        var value = read(text);
        if (value is null)
            result.AddError(problem?.Invoke(text) is { } known ? $"{name}: '{text}' {known}" : Wrong(name, text, expected));
        return value;
    }

    private static string? Value(ArgumentResult result, string name, Func<string, string?> read, string expected) =>
        Checked(result, result.Tokens[0].Value, name, read, expected);

    private static string? Checked(ArgumentResult result, string text, string name, Func<string, string?> read, string expected)
    {
        var value = read(text);
        if (value is null)
            result.AddError(Wrong(name, text, expected));
        return value;
    }

    private static string Wrong(string name, string text, string expected) => $"{name}: '{text}' is not {expected}.";
}
