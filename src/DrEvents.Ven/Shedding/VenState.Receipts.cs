using System.Collections.Immutable;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>Receipts for the owner.</summary>
internal sealed partial record VenState
{
    /// <summary>How many are kept for the page; those of before stay in the log for as long as that does.</summary>
    public const int ReceiptsMax = 40;

    /// <summary>The newest receipts, oldest first by when their results were issued.</summary>
    public ImmutableList<ReceiptKept> Receipts
    {
        get => field ?? [];
        init;
    }

    /// <summary>How many were kept since the log began.</summary>
    public int ReceiptsTaken { get; init; }

    /// <summary>How many were refused since the log began.</summary>
    public int ReceiptsRefusedCount { get; init; }

    private VenState AfterReceipt(VenEvent happened) =>
        happened switch
        {
            ReceiptKept e => With(e),
            ReceiptsRefused e => this with { ReceiptsRefusedCount = ReceiptsRefusedCount + e.Count },
            _ => AfterDevice(happened),
        };

    private VenState With(ReceiptKept kept)
    {
        if (Receipts.Contains(kept))
            return this;
        var others = Receipts.RemoveAll(r => r.Id == kept.Id);
        var place = others.FindLastIndex(r => r.IssuedAt <= kept.IssuedAt) + 1;
        return this with { Receipts = Bounded(others.Insert(place, kept), ReceiptsMax), ReceiptsTaken = ReceiptsTaken + 1 };
    }
}
