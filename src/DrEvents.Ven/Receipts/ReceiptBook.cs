using System.Text;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven.Receipts;

/// <summary>What becomes of receipts that come in. One that is not signed as it should be is refused, and never shown as good.</summary>
internal sealed partial class ReceiptBook(string venId, ReceiptKeys keys, Controller controller, ILogger logger)
{
    private readonly Lock _gate = new();

    /// <summary>What was made of those that are kept: a signature takes a small box a millisecond, and pages ask again and again.</summary>
    private readonly Dictionary<ReceiptKept, KeptReceipt?> _read = [];
    private readonly Refusals _refusals = new((now, reason, count) => controller.Note(now, new ReceiptsRefused(reason, count)));

    /// <summary>Refused ones that are counted and not written down yet.</summary>
    public int Unnoted => _refusals.Unwritten;

    /// <summary>Names the keys that receipts are verified by.</summary>
    public IReadOnlyList<string> KeyIds => keys.Ids;

    /// <summary>Keeps or refuses what came.</summary>
    public void Take(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        var (receipt, problem) = ReceivedReceipt.Read(payload, venId);
        // Without any key nothing can be told; it is kept, and shown as what it is.
        if (receipt is not null && keys.Any)
            problem = keys.Problem(receipt.Signed);
        if (receipt is null || problem is not null)
        {
            Refuse(problem!, now);
            return;
        }
        var kept = new ReceiptKept(receipt.Says.EventId, receipt.Says.ResultNumber, receipt.Says.At, Encoding.UTF8.GetString(payload.Span));
        var (isNew, isWritten) = controller.Keep(kept, IsVerified, now);
        if (!isWritten)
            LogNotKept(kept.Id);
        else if (isNew)
            LogKept(kept.Id);
    }

    /// <summary>What one that was kept says, and whether it holds by the keys of now; null where it cannot be read.</summary>
    public KeptReceipt? Read(ReceiptKept kept)
    {
        lock (_gate)
        {
            if (_read.TryGetValue(kept, out var before))
                return before;
            if (_read.Count > 2 * VenState.ReceiptsMax)
                _read.Clear();
            var receipt = ReceivedReceipt.Read(Encoding.UTF8.GetBytes(kept.Document), venId).Receipt;
            return _read[kept] = receipt is null ? null : new KeptReceipt(receipt.Says, keys.Problem(receipt.Signed));
        }
    }

    private bool IsVerified(ReceiptKept kept) => Read(kept) is { Problem: null };

    private void Refuse(string problem, DateTimeOffset now)
    {
        LogRefused(problem);
        _refusals.Add(problem, now);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Receipt {Id} was kept")]
    private partial void LogKept(string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receipt {Id} could not be written down; it comes again with the next connection")]
    private partial void LogNotKept(string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A receipt was refused: {Problem}")]
    private partial void LogRefused(string problem);
}

/// <summary>A receipt that is kept.</summary>
/// <param name="Problem">Why its signature does not hold; null where it does.</param>
internal sealed record KeptReceipt(ReceiptDocument Says, string? Problem);
