using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>Receipts that are kept.</summary>
internal sealed partial class Controller
{
    /// <summary>The newest receipts that the VEN has, as its status names them.</summary>
    public IReadOnlyList<string> NewestReceipts
    {
        get
        {
            lock (_gate)
                return [.. _state.Receipts.TakeLast(VenStatusMessage.ReceiptsMax).Select(r => r.Id)];
        }
    }

    /// <summary>Writes a receipt down, unless it is there. One that is verified is not replaced by one that is not.</summary>
    /// <returns>Whether it is new, and whether it is in the log now.</returns>
    public (bool IsNew, bool IsWritten) Keep(ReceiptKept kept, Func<ReceiptKept, bool> isVerified, DateTimeOffset now)
    {
        lock (_gate)
        {
            var before = _state.Receipts.Find(r => r.Id == kept.Id);
            if (before is not null && (before.Document == kept.Document || (isVerified(before) && !isVerified(kept))))
                return (false, true);
            return (true, TryCommit(now, [kept]));
        }
    }
}
