using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Receipts;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Web;

/// <summary>The receipts that the VEN keeps, the newest first.</summary>
/// <param name="Refused">How many were refused, because they were not signed as they should be.</param>
/// <param name="KeyIds">The keys that they are verified by; none where nobody has given the VEN one.</param>
internal sealed record ReceiptsView(IReadOnlyList<ReceiptLine> Receipts, int Refused, IReadOnlyList<string> KeyIds)
{
    /// <summary>The view of a moment.</summary>
    public static ReceiptsView Of(VenState state, ReceiptBook book)
    {
        var byEvent = state.Receipts.Select(book.Read).OfType<KeptReceipt>().ToLookup(r => r.Says.EventId);
        var newestFirst = byEvent.SelectMany(of => of).OrderByDescending(r => r.Says.At).ThenByDescending(r => r.Says.ResultNumber);
        return new ReceiptsView(
            [.. newestFirst.Select(r => ReceiptLine.Of(r, byEvent[r.Says.EventId], state))],
            state.ReceiptsRefusedCount + book.Unnoted,
            book.KeyIds
        );
    }
}

/// <summary>A receipt on the page. Power in kW, energy in kWh, times in Unix seconds.</summary>
/// <param name="StartedAt">Begin of the VEN's own part in the event; null where it does not remember.</param>
/// <param name="Hours">Length of the event, as the receipt has it; null where nothing was reduced.</param>
/// <param name="Corrects">The result before, of which there is a receipt too.</param>
/// <param name="CorrectedBy">The result after, of which there is a receipt too: that one counts.</param>
/// <param name="IsVerified">Whether it was signed by a key of this VEN's configuration, and not changed since.</param>
/// <param name="Problem">Why not.</param>
internal sealed record ReceiptLine(
    string EventId,
    int Result,
    double IssuedAt,
    double? StartedAt,
    double? EndedAt,
    double? Hours,
    double ReductionKw,
    double EnergyKwh,
    string? Amount,
    string? Currency,
    string? Provisional,
    int? Corrects,
    int? CorrectedBy,
    bool IsVerified,
    string? Problem,
    string KeyId
)
{
    public static ReceiptLine Of(KeptReceipt receipt, IEnumerable<KeptReceipt> ofEvent, VenState state)
    {
        var says = receipt.Says;
        var numbers = ofEvent.Select(r => r.Says.ResultNumber).ToList();
        var past = state.Past.FindLast(p => p.Shed.What.EventId == says.EventId);
        return new ReceiptLine(
            says.EventId,
            says.ResultNumber,
            WireTime.ToUnixSeconds(says.At),
            past is null ? null : WireTime.ToUnixSeconds(past.Shed.StartedAt),
            past is null ? null : WireTime.ToUnixSeconds(past.EndedAt),
            HoursOf(says),
            says.ReductionKw,
            says.EnergyKwh,
            says.Money?.Amount,
            says.Money?.Currency,
            says.Provisional,
            numbers.Where(n => n < says.ResultNumber).Select(n => (int?)n).Max(),
            numbers.Where(n => n > says.ResultNumber).Select(n => (int?)n).Min(),
            receipt.Problem is null,
            receipt.Problem,
            says.KeyId
        );
    }

    /// <summary>Energy by mean power; both are rounded to a millionth.</summary>
    private static double? HoursOf(ReceiptDocument says) =>
        Math.Abs(says.ReductionKw) >= 0.001 && says.EnergyKwh / says.ReductionKw is > 0 and var hours ? Math.Round(hours, 2) : null;
}
