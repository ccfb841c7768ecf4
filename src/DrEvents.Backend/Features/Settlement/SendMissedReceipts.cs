using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Proof;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Send a VEN the receipts that it has not; the oldest first.</summary>
/// <param name="Attempt">How often the broker did not take the first of them.</param>
public sealed record SendMissedReceipts(string VenId, IReadOnlyList<MissedReceipt> Missed, int Attempt = 0);

public sealed record MissedReceipt(string EventId, int Result);

/// <summary>A VEN that takes receipts says with each connection which it has; what is missing of the newest is sent.</summary>
public static class FindMissedReceiptsHandler
{
    /// <summary>So many are looked at, however long a VEN was away and however much was booked before.</summary>
    public const int NewestMax = 8;

    public static async Task<OutgoingMessages> Handle(
        Stored<CapabilitiesChanged> said,
        IQuerySession session,
        Receipts receipts,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (!receipts.Any || !said.Event.Capabilities.Contains(VenCapabilities.Receipts) || Ven.VenOf(said.Stream) is not { } venId)
            return [];
        // What was booked just before it came back may not be in the read model yet.
        await GetStatement.LevelAsync(session, clock, cancellation);
        var newest = await session
            .Query<BookedLine>()
            .Where(l => l.VenId == venId)
            .OrderByDescending(l => l.BookedAt)
            .Take(NewestMax)
            .ToListAsync(cancellation);
        var has = said.Event.Receipts ?? [];
        var missed = newest
            .Reverse()
            .Where(l => !has.Contains(string.Create(CultureInfo.InvariantCulture, $"{l.EventId}/{l.Result}")))
            .Select(l => new MissedReceipt(l.EventId, l.Result))
            .Distinct()
            .ToList();
        return missed.Count == 0 ? [] : [new SendMissedReceipts(venId, missed)];
    }
}

public static class SendMissedReceiptsHandler
{
    /// <summary>A few at the sender's pace, behind those of other VENs and while commands may go first.</summary>
    private const int LongestS = 300;

    [MessageTimeout(LongestS)]
    public static async Task<OutgoingMessages> Handle(
        SendMissedReceipts send,
        IQuerySession session,
        Receipts receipts,
        ReceiptSender sender,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        for (var i = 0; i < send.Missed.Count; i++)
        {
            // One that has gone again says anew what it has.
            if (await session.LoadAsync<Ven>(Ven.StreamOf(send.VenId), cancellation) is not { } ven || !ven.TakesReceiptsNow())
                return messages;
            var (eventId, result) = send.Missed[i];
            Receipt? receipt = (await receipts.OfAsync(session, eventId, send.VenId, cancellation, result)).Receipt;
            if (receipt is null || await sender.SendAsync(receipt, cancellation))
                continue;
            var attempt = i == 0 ? send.Attempt + 1 : 1;
            if (attempt <= ReceiptSender.AttemptsMax)
                messages.Delay(send with { Missed = [.. send.Missed.Skip(i)], Attempt = attempt }, ReceiptSender.Pause);
            return messages;
        }
        return messages;
    }
}

internal static class ReceiptTakers
{
    /// <summary>Whether a VEN is there and says that it takes receipts. Generations of the field never do, and are sent none.</summary>
    public static bool TakesReceiptsNow(this Ven ven) =>
        ven is { Online: true, Removed: false } && ven.Capabilities.Contains(VenCapabilities.Receipts);
}
