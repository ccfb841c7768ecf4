using System.Buffers;
using System.Security.Cryptography;

namespace DrEvents.Contracts;

/// <summary>The identity of a DR event: <c>evt-</c> and 8 lower-case hex digits.</summary>
public static class EventIds
{
    private const string Prefix = "evt-";
    private const int HexDigits = 8;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>A new random id. Two events can meet on the same id (1 in 4 billion); storing the second then fails and is tried again.</summary>
    public static string New() => Prefix + RandomNumberGenerator.GetHexString(HexDigits, lowercase: true);

    /// <summary>Says whether the text has the form of an event id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length == Prefix.Length + HexDigits
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text[Prefix.Length..].ContainsAnyExcept(LowerHex);
}
