using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DrEvents.Ven.Log;

/// <summary>An entry with the hash that was stored with it.</summary>
internal sealed record ChainedEntry(LogEntry Entry, string Hash)
{
    public LogHead Head => new(Entry.Sequence, Hash);
}

/// <summary>
/// The hash chain of a log: SHA-256 over the hash before (32 bytes), sequence, time in Unix milliseconds, and kind and JSON in UTF-8, each
/// with its length before it. Numbers are 8 bytes, the highest first. No two different entries give the same bytes.
/// </summary>
internal static class LogChain
{
    /// <summary>What the first entry is chained to.</summary>
    public static readonly LogHead Begin = new(0, new string('0', 2 * SHA256.HashSizeInBytes));

    /// <summary>The hash of an entry that follows a hash.</summary>
    public static string HashOf(string before, LogEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(before));
        Append(hash, entry.Sequence);
        Append(hash, entry.At.ToUnixTimeMilliseconds());
        Append(hash, entry.Kind);
        Append(hash, entry.Json);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The entry as the next one after a head.</summary>
    public static ChainedEntry Next(LogHead before, DateTimeOffset at, VenEvent happened)
    {
        var (kind, json) = VenEventJson.Write(happened);
        var entry = new LogEntry(before.Sequence + 1, at, kind, json);
        return new ChainedEntry(entry, HashOf(before.Hash, entry));
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
