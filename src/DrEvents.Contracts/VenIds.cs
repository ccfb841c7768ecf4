using System.Buffers;

namespace DrEvents.Contracts;

/// <summary>
/// The identity of a VEN (virtual end node): MQTT client id, AWS IoT thing name and common name of its client certificate, all the same
/// text of 1 to 128 characters out of <c>A-Z a-z 0-9 : _ -</c>.
/// </summary>
public static class VenIds
{
    /// <summary>The longest id that AWS IoT Core accepts as a thing name.</summary>
    public const int LengthMax = 128;

    /// <summary>What an id consists of, for whoever wrote something else.</summary>
    public const string Form = "1 to 128 characters of A-Z a-z 0-9 : _ -";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_-"
    );

    /// <summary>Says whether the text can be the id of a VEN.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.Length is > 0 and <= LengthMax && !text.ContainsAnyExcept(Allowed);
}
