using System.Text.Json;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Settlement;
using NodaTime.Text;

namespace DrEvents.Measurement.Proof;

/// <summary>A receipt as it was read, with what it says of its signature. Nothing of it is proved unless <see cref="Problem"/> finds none.</summary>
/// <param name="KeyId">The key that is said to have signed it.</param>
public sealed record ReceiptFile(Receipt Receipt, string KeyId)
{
    private const long BytesMost = 100_000;

    /// <summary>What was signed: the canonical bytes of the document as it stands in the file, whatever else it holds.</summary>
    private byte[] Signed { get; init; } = [];

    private byte[] Signature { get; init; } = [];

    private sealed record Document(
        string Kind,
        int Version,
        string VenId,
        string EventId,
        int ResultNumber,
        string Method,
        int MethodVersion,
        double ReductionKw,
        double EnergyKwh,
        string At,
        string KeyId,
        string Signature,
        ReceiptMoney? Money = null,
        string? Provisional = null
    );

    /// <summary>Why the signature does not hold; null where it does.</summary>
    public string? Problem(VerifyingKey key) =>
        KeyId != key.Id ? $"it was signed by key {KeyId}, and the key given is {key.Id}"
        : key.Verifies(Signed, Signature) ? null
        : $"its signature is not that of key {KeyId} over what it says";

    /// <summary>Reads a receipt; or a <see cref="BadFileException"/> says why it is none. Whether its signature holds is not looked at here.</summary>
    public static ReceiptFile Read(InputFile file)
    {
        var text = JsonFile.Text(file, BytesMost);
        var read = JsonFile.Read<Document>(file.Name, text);
        if (read.Kind != Receipt.Kind)
            throw new BadFileException(file.Name, 1, "kind", $"{BadFileException.Shown(read.Kind)} is not {Receipt.Kind}");
        if (read.Version != Receipt.FormVersion)
            throw new BadFileException(file.Name, 1, "version", $"{read.Version} is not {Receipt.FormVersion}");
        if (InstantPattern.ExtendedIso.Parse(read.At) is not { Success: true, Value: var at })
            throw new BadFileException(file.Name, 1, "at", $"{BadFileException.Shown(read.At)} is not a time such as 2026-07-15T14:00:00Z");
        if (read.Money is { } money)
            StatementFields.Number(file.Name, 1, "money.amount", money.Amount);
        return new ReceiptFile(
            new Receipt(
                read.VenId,
                read.EventId,
                read.ResultNumber,
                read.Method,
                read.MethodVersion,
                read.ReductionKw,
                read.EnergyKwh,
                read.Money,
                at,
                read.Provisional
            ),
            read.KeyId
        )
        {
            Signed = Canonical(file.Name, text),
            Signature = Bytes(read.Signature),
        };
    }

    private static byte[] Canonical(string file, string json)
    {
        try
        {
            return CanonicalJson.Bytes(json, without: Receipt.SignatureMember);
        }
        catch (JsonException e)
        {
            throw new BadFileException(file, 1, "json", e.Message);
        }
    }

    /// <summary>What is no base64 is no signature, as a wrong one is none.</summary>
    private static byte[] Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : [];
    }
}
