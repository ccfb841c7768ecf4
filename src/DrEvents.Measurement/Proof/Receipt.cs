using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Settlement;
using DrEvents.Proof;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Measurement.Proof;

/// <summary>Money on a receipt: an amount in decimal digits as a text, and its currency.</summary>
public sealed record ReceiptMoney(string Amount, string Currency)
{
    /// <summary>An amount as a statement has it.</summary>
    public static ReceiptMoney Of(decimal amount, string currency) => new(StatementFields.Text(amount), currency);
}

/// <summary>What a result says of a VEN in an event, to be signed and handed over.</summary>
/// <param name="ResultNumber">Its number among the results of that VEN and event.</param>
/// <param name="Method">The profile by which the baseline was made.</param>
/// <param name="MethodVersion">Its version.</param>
/// <param name="ReductionKw">Mean of the signed reduction.</param>
/// <param name="EnergyKwh">Its energy.</param>
/// <param name="Money">What is paid for it; null where nothing is.</param>
/// <param name="At">When the result was issued.</param>
/// <param name="Provisional">What may still change it; null where it is whole.</param>
public sealed record Receipt(
    string VenId,
    string EventId,
    int ResultNumber,
    string Method,
    int MethodVersion,
    double ReductionKw,
    double EnergyKwh,
    ReceiptMoney? Money,
    Instant At,
    string? Provisional = null
)
{
    /// <summary>What kind of document it is: nothing else that the key signs can be taken for it.</summary>
    public const string Kind = ReceiptForm.Kind;

    /// <summary>Version of the document's form.</summary>
    public const int FormVersion = ReceiptForm.Version;

    internal const string SignatureMember = SignedJson.SignatureMember;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The receipt as JSON with the key's id and the signature: Ed25519 over the canonical bytes (RFC 8785) of all members but the signature, in base64.
    /// </summary>
    public string SignedBy(SigningKey key)
    {
        if (!double.IsFinite(ReductionKw) || !double.IsFinite(EnergyKwh))
            throw new ArgumentException("a receipt is of figures that are known");
        var document = new JsonObject
        {
            ["kind"] = Kind,
            ["version"] = FormVersion,
            ["venId"] = VenId,
            ["eventId"] = EventId,
            ["resultNumber"] = ResultNumber,
            ["method"] = Method,
            ["methodVersion"] = MethodVersion,
            ["reductionKw"] = BaselineResult.Round(ReductionKw),
            ["energyKwh"] = BaselineResult.Round(EnergyKwh),
            ["at"] = InstantPattern.ExtendedIso.Format(At),
            ["keyId"] = key.Public.Id,
        };
        if (Money is { } money)
            document["money"] = new JsonObject { ["amount"] = money.Amount, ["currency"] = money.Currency };
        if (Provisional is not null)
            document["provisional"] = Provisional;
        document[SignatureMember] = Convert.ToBase64String(key.Sign(CanonicalJson.Bytes(document.ToJsonString())));
        return document.ToJsonString(Indented) + "\n";
    }
}
