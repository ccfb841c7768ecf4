using DrEvents.Ven.Receipts;

namespace DrEvents.Ven.Log;

/// <summary>A receipt came and is kept.</summary>
/// <param name="EventId">The DR event.</param>
/// <param name="Result">The result of it that the receipt is of.</param>
/// <param name="IssuedAt">When that was issued, as the receipt says.</param>
/// <param name="Document">The receipt, byte for byte as it came.</param>
internal sealed record ReceiptKept(string EventId, int Result, DateTimeOffset IssuedAt, string Document) : VenEvent
{
    /// <summary>Names it.</summary>
    public string Id => ReceivedReceipt.IdOf(EventId, Result);
}

/// <summary>Receipts came that are not signed as they should be.</summary>
/// <param name="Reason">What is wrong with the newest of them.</param>
/// <param name="Count">How many there were since the last entry.</param>
internal sealed record ReceiptsRefused(string Reason, int Count) : VenEvent;
