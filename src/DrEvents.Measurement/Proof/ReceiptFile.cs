using System.Text.Json;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Settlement;
using DrEvents.Proof;
using NodaTime.Text;

namespace DrEvents.Measurement.Proof;

/// <summary>A receipt as it was read, with what it says of its signature. Nothing of it is proved unless <see cref="Problem"/> finds none.</summary>
/// <param name="KeyId">The key that is said to have signed it.</param>
public sealed record ReceiptFile(Receipt Receipt, string KeyId)
{
    private const long BytesMost = 100_000;

    private SignedJson Signed { get; init; } = null!;

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
    public string? Problem(VerifyingKey key) => Signed.Problem(key);

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
            Signed = SignedOf(file.Name, text, read),
        };
    }

    private static SignedJson SignedOf(string file, string json, Document read)
    {
        try
        {
            return SignedJson.Of(json, read.KeyId, read.Signature);
        }
        catch (JsonException e)
        {
            throw new BadFileException(file, 1, "json", e.Message);
        }
    }
}
