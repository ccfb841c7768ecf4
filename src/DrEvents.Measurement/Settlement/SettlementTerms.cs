using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace DrEvents.Measurement.Settlement;

/// <summary>Which reduction is paid for.</summary>
public enum SettledReduction
{
    /// <summary>R as it is, with its sign: an interval in which more was used than without the event takes money back.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "The field's word, and no type")]
    Signed,

    /// <summary>max(0, R) in each interval.</summary>
    Clipped,
}

/// <summary>What is paid for a reduction: data of a programme or a contract.</summary>
/// <param name="Id">Names them in each line.</param>
/// <param name="Currency">Three capital letters of ISO 4217.</param>
/// <param name="PricePerKwh">Money for a kWh; below 0 where the VEN pays.</param>
/// <param name="IntervalMinutes">Length of the intervals over which floor, cap and clipping are taken, from the event's start on; the last may be shorter.</param>
/// <param name="ValidFrom">The first moment at which an event may start for them.</param>
/// <param name="ValidUntil">From here on they are over; null while they are not.</param>
/// <param name="FloorKw">Less than that counts as that in each interval; null where there is none.</param>
/// <param name="CapKw">More than that counts as that; null where there is none.</param>
/// <param name="MoneyDigits">Digits after the point that the currency has.</param>
public sealed record SettlementTerms(
    string Id,
    string Currency,
    decimal PricePerKwh,
    int IntervalMinutes,
    SettledReduction Settles,
    Instant ValidFrom,
    Instant? ValidUntil = null,
    decimal? FloorKw = null,
    decimal? CapKw = null,
    int MoneyDigits = 2
)
{
    private const decimal PriceMost = 1_000_000;
    private const decimal KwMost = 1_000_000_000;
    private const int PriceDigitsMost = 9;

    /// <summary>Whether they hold for an event that starts then.</summary>
    public bool HoldAt(Instant start) => start >= ValidFrom && !(start >= ValidUntil);

    /// <summary>What is wrong with them, with the field; null where nothing is.</summary>
    public (string Field, string Problem)? Problem =>
        !SettledIds.IsValid(Id) ? ("id", SettledIds.Expected)
        : Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper) ? ("currency", "is not three capital letters")
        : Math.Abs(PricePerKwh) > PriceMost ? ("pricePerKwh", "is not from -1000000 to 1000000")
        : decimal.Round(PricePerKwh, PriceDigitsMost) != PricePerKwh
            ? ("pricePerKwh", $"has more than {PriceDigitsMost} digits after the point")
        : IntervalMinutes is not (5 or 15 or 30 or 60) ? ("intervalMinutes", "is not 5, 15, 30 or 60")
        : ValidUntil <= ValidFrom ? ("validUntil", "is not after validFrom")
        : FloorKw > CapKw ? ("floorKw", "is more than capKw")
        : FloorKw is { } floor && Math.Abs(floor) > KwMost ? ("floorKw", "is not from -1000000000 to 1000000000")
        : CapKw is { } cap && Math.Abs(cap) > KwMost ? ("capKw", "is not from -1000000000 to 1000000000")
        : MoneyDigits is < 0 or > 6 ? ("moneyDigits", "is not from 0 to 6")
        : null;
}

/// <summary>Names of VENs, events and terms in statements: anything that fits on a line.</summary>
internal static class SettledIds
{
    public const string Expected = "is not a name of 1 to 128 visible characters";

    public static bool IsValid(string? id) =>
        id is { Length: >= 1 and <= 128 }
        && id.Trim() == id
        && !id.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029');
}
