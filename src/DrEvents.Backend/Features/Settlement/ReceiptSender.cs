using DrEvents.Measurement.Proof;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>
/// Publishes receipts to VENs, one after the other and far below what the connection carries: nobody waits for a receipt, and somebody always waits for a
/// command.
/// </summary>
public sealed class ReceiptSender(IBroker broker, Receipts receipts, Pressure pressure, TimeProvider clock)
{
    /// <summary>A broker that did not take one is asked again after this.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>And so often, for an hour. A VEN says with each connection what it has, and gets what is missing then.</summary>
    public const int AttemptsMax = 120;

    /// <summary>Eight tenths of it follow in a second: 10,000 receipts take ten minutes, and a fifth of what one connection carries at AWS.</summary>
    private const int PerSecondMax = 20;

    private readonly PublishPace _pace = new(PerSecondMax, clock);

    /// <summary>Signs a receipt and hands it to the broker.</summary>
    /// <returns>Whether the broker took it.</returns>
    public async Task<bool> SendAsync(Receipt receipt, CancellationToken cancellation)
    {
        await pressure.GiveWayAsync(Waiter.Receipts, cancellation);
        await _pace.WaitAsync(cancellation);
        var bytes = Encoding.UTF8.GetBytes(receipts.Sign(receipt));
        return await broker.PublishAsync(Topics.Receipt(receipt.VenId), bytes, _ => { }, cancellation);
    }
}
