using System.Security.Cryptography;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Proof;

/// <summary>Reads the bytes of keys from PEM (RFC 7468).</summary>
internal static class KeyFile
{
    private const int BytesMost = 10_000;

    public static byte[] Read(InputFile file, string label, byte[] prefix, int bytes, string expected)
    {
        var pem = JsonFile.Text(file, BytesMost);
        return Next(file, pem, 0, label, prefix, bytes, expected).Key;
    }

    /// <summary>All keys of a file, one at least.</summary>
    /// <param name="most">More than so many are refused.</param>
    public static IReadOnlyList<byte[]> ReadAll(InputFile file, string label, byte[] prefix, int bytes, string expected, int most)
    {
        var pem = JsonFile.Text(file, BytesMost);
        var keys = new List<byte[]>();
        for (var at = 0; keys.Count == 0 || PemEncoding.TryFind(pem.AsSpan(at), out _); )
        {
            (var key, at) = Next(file, pem, at, label, prefix, bytes, expected);
            keys.Add(key);
        }
        return keys.Count <= most ? keys : throw new BadFileException(file.Name, 1, "key", $"there are more than {most}");
    }

    private static (byte[] Key, int End) Next(InputFile file, string pem, int from, string label, byte[] prefix, int bytes, string expected)
    {
        if (!PemEncoding.TryFind(pem.AsSpan(from), out var fields))
            throw new BadFileException(file.Name, 1, "key", $"is no PEM: -----BEGIN {label}----- is expected");
        var block = pem[from..];
        var line = pem.AsSpan(0, from + fields.Location.Start.Value).Count('\n') + 1;
        var found = block[fields.Label];
        // Who gives the wrong half away should know.
        if (found != label)
            throw new BadFileException(
                file.Name,
                line,
                "key",
                $"is {BadFileException.Shown(found)}, and {BadFileException.Shown(label)} is expected"
            );
        var der = Convert.FromBase64String(block[fields.Base64Data]);
        return der.Length == prefix.Length + bytes && der.AsSpan().StartsWith(prefix)
            ? (der[prefix.Length..], from + fields.Location.End.Value)
            : throw new BadFileException(file.Name, line, "key", $"is not {expected}");
    }
}
