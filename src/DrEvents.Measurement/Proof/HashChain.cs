using System.Security.Cryptography;
using System.Text.Json;
using DrEvents.Proof;

namespace DrEvents.Measurement.Proof;

/// <summary>An entry of a chain.</summary>
/// <param name="Previous">Hash of the link before it; <see cref="HashChain.Genesis"/> of the first one.</param>
/// <param name="Entry">What is recorded, as JSON; its spaces and the order of its members do not matter.</param>
/// <param name="Hash">SHA-256 over the 32 bytes of the previous hash and the canonical bytes of the entry (RFC 8785); hexadecimal, small letters.</param>
public sealed record ChainLink(string Previous, string Entry, string Hash);

/// <summary>Where a chain ended when it was looked at: what somebody has to keep elsewhere, so that an end that is cut off shows.</summary>
public sealed record ChainHead(int Links, string Hash);

/// <summary>
/// A row of entries of which none can be changed, removed, inserted or moved without that being seen: each link holds the hash of the one before. Whoever
/// can write the whole chain can write another one; only a head that was kept elsewhere shows that.
/// </summary>
public static class HashChain
{
    private const int HashDigits = 64;

    /// <summary>What the first link follows.</summary>
    public static readonly string Genesis = new('0', HashDigits);

    /// <summary>The link that goes on after another.</summary>
    /// <param name="last">The last link so far; null where there is none.</param>
    /// <exception cref="JsonException">The entry has no canonical form.</exception>
    public static ChainLink Next(ChainLink? last, string entry)
    {
        var previous = last?.Hash ?? Genesis;
        return new ChainLink(previous, entry, HashOf(previous, entry));
    }

    /// <summary>The chain of entries, in their order.</summary>
    public static IReadOnlyList<ChainLink> Of(IEnumerable<string> entries)
    {
        var links = new List<ChainLink>();
        foreach (var entry in entries)
            links.Add(Next(links.Count > 0 ? links[^1] : null, entry));
        return links;
    }

    /// <summary>Where a chain ends.</summary>
    public static ChainHead HeadOf(IReadOnlyList<ChainLink> links) => new(links.Count, links.Count > 0 ? links[^1].Hash : Genesis);

    internal static bool HoldsItself(ChainLink link)
    {
        if (!IsHash(link.Previous) || !IsHash(link.Hash))
            return false;
        try
        {
            return HashOf(link.Previous, link.Entry) == link.Hash;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string HashOf(string previous, string entry) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(previous), .. CanonicalJson.Bytes(entry)]));

    private static bool IsHash(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigitLower);
}
