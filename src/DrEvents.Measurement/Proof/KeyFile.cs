using System.Security.Cryptography;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Proof;

/// <summary>Reads the bytes of a key from PEM (RFC 7468).</summary>
internal static class KeyFile
{
    private const int BytesMost = 10_000;

    public static byte[] Read(InputFile file, string label, byte[] prefix, int bytes, string expected)
    {
        var pem = JsonFile.Text(file, BytesMost);
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new BadFileException(file.Name, 1, "key", $"is no PEM: -----BEGIN {label}----- is expected");
        var line = pem.AsSpan(0, fields.Location.Start.Value).Count('\n') + 1;
        var found = pem[fields.Label];
        // Who gives the wrong half away should know.
        if (found != label)
            throw new BadFileException(
                file.Name,
                line,
                "key",
                $"is {BadFileException.Shown(found)}, and {BadFileException.Shown(label)} is expected"
            );
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        return der.Length == prefix.Length + bytes && der.AsSpan().StartsWith(prefix)
            ? der[prefix.Length..]
            : throw new BadFileException(file.Name, line, "key", $"is not {expected}");
    }
}
