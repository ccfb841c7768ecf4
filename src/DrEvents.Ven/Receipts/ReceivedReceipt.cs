using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Proof;

namespace DrEvents.Ven.Receipts;

/// <summary>A receipt as it came: what the backend says of the home's part in an event. Nothing of it is proved before its signature was verified.</summary>
/// <param name="Says">What it says.</param>
/// <param name="Signed">What was signed, and by whom it is said to be.</param>
internal sealed record ReceivedReceipt(ReceiptDocument Says, SignedJson Signed)
{
    /// <summary>A receipt has half a kilobyte; a longer one is none.</summary>
    private const int BytesMost = 8_192;

    /// <summary>Names it: one event, one result.</summary>
    public static string IdOf(string eventId, int result) => $"{eventId}/{result}";

    /// <summary>Reads a receipt for a VEN; or says what is wrong, in one line.</summary>
    public static (ReceivedReceipt? Receipt, string? Problem) Read(ReadOnlyMemory<byte> payload, string venId)
    {
        if (payload.Length > BytesMost)
            return (null, $"it has more than {BytesMost} bytes");
        try
        {
            var text = Encoding.UTF8.GetString(payload.Span);
            if (JsonSerializer.Deserialize(text, ReceiptJson.Default.ReceiptDocument) is not { } says)
                return (null, "it is null");
            if (says.Kind != ReceiptForm.Kind)
                return (null, $"kind: is not {ReceiptForm.Kind}");
            if (says.Version != ReceiptForm.Version)
                return (null, $"version: {says.Version} is not {ReceiptForm.Version}");
            if (says.VenId != venId)
                return (null, "venId: it is another VEN's");
            if (!Contracts.EventIds.IsValid(says.EventId))
                return (null, "eventId: is none");
            if (says.ResultNumber < 1)
                return (null, "resultNumber: is not above 0");
            if (says.Money is { } money && !money.IsOne)
                return (null, "money: is no amount in a currency");
            return (new ReceivedReceipt(says, SignedJson.Of(text, says.KeyId, says.Signature)), null);
        }
        catch (JsonException e)
        {
            return (null, e.Path is { Length: > 2 } path ? $"{path[2..]}: is not as a receipt has it" : "it is no JSON of a receipt");
        }
    }
}

/// <summary>The members of a receipt.</summary>
/// <param name="At">When the result was issued.</param>
/// <param name="Provisional">What may still change it; null where it is whole.</param>
internal sealed record ReceiptDocument(
    string Kind,
    int Version,
    string VenId,
    string EventId,
    int ResultNumber,
    string Method,
    int MethodVersion,
    double ReductionKw,
    double EnergyKwh,
    DateTimeOffset At,
    string KeyId,
    string Signature,
    ReceiptAmount? Money = null,
    string? Provisional = null
);

/// <summary>An amount as it was signed, and its currency.</summary>
internal sealed record ReceiptAmount(string Amount, string Currency)
{
    private const int CurrencyLetters = 3;

    /// <summary>Whether it is decimal digits and three capital letters.</summary>
    [JsonIgnore]
    public bool IsOne =>
        decimal.TryParse(Amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
        && Currency.Length == CurrencyLetters
        && Currency.All(char.IsAsciiLetterUpper);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(ReceiptDocument))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
