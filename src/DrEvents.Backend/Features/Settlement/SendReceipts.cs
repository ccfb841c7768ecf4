using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Settlement;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Send the receipts of a booking, a page of its lines at a time.</summary>
/// <param name="BookedAt">Which booking: what of a result was refused may be booked later.</param>
/// <param name="From">The VEN to go on with.</param>
/// <param name="Attempt">How often the broker did not take that one.</param>
public sealed record SendReceipts(string EventId, int Number, DateTimeOffset BookedAt, string From = "", int Attempt = 0);

/// <summary>The VENs of each booking get their receipts.</summary>
public static class SendReceiptsWhenBookedHandler
{
    public static OutgoingMessages Handle(Stored<ResultBooked> booked, Receipts receipts) =>
        receipts.Any && booked.Event.Lines > 0 && ResultBooked.EventOf(booked.Stream) is { } eventId
            ? [new SendReceipts(eventId, booked.Event.Number, booked.Event.At)]
            : [];
}

public static class SendReceiptsHandler
{
    /// <summary>A page at the sender's pace, while commands may go first.</summary>
    private const int LongestS = 300;

    /// <summary>Sends to those of the page that are there and say that they take receipts. The others say what they have when they come back.</summary>
    [MessageTimeout(LongestS)]
    public static async Task<OutgoingMessages> Handle(
        SendReceipts send,
        IQuerySession session,
        Receipts receipts,
        ReceiptSender sender,
        ILogger<SendReceipts> log,
        CancellationToken cancellation
    )
    {
        var page = await PageAsync(session, send, cancellation);
        if (page is not { Lines: [.., var last] })
            return [];
        var vens = await session.LoadManyAsync<Ven>(cancellation, page.Lines.Select(l => Ven.StreamOf(l.VenId)));
        var takers = vens.Where(v => v.TakesReceiptsNow()).Select(v => v.VenId).ToHashSet();
        var lines = page.Of(send.EventId).Where(l => takers.Contains(l.VenId) && !IsBefore(l, send.From)).ToList();
        foreach (var receipt in await receipts.OfLinesAsync(session, lines, cancellation))
        {
            if (await sender.SendAsync(receipt, cancellation))
                continue;
            if (send.Attempt >= ReceiptSender.AttemptsMax)
            {
                log.LogWarning(
                    "The broker takes no receipts of {EventId}, that for {VenId} among them; VENs get them with their next connection",
                    send.EventId,
                    receipt.VenId
                );
                return [];
            }
            return Later(send with { From = receipt.VenId, Attempt = send.From == receipt.VenId ? send.Attempt + 1 : 1 });
        }
        // No id lies between one and the same with the smallest character at its end.
        return [send with { From = last.VenId + "\u0001", Attempt = 0 }];
    }

    private static bool IsBefore(StatementLine line, string from) => string.CompareOrdinal(line.VenId, from) < 0;

    private static OutgoingMessages Later(SendReceipts send)
    {
        var messages = new OutgoingMessages();
        messages.Delay(send, ReceiptSender.Pause);
        return messages;
    }

    /// <summary>The page of this booking in which the VEN is or would be; null after the last.</summary>
    private static async Task<LinesBooked?> PageAsync(IQuerySession session, SendReceipts send, CancellationToken cancellation)
    {
        var first = (await ReadAsync(1)).FirstOrDefault();
        // Where a result was booked twice, the pages of both times lie in one stream.
        return first is null || first.At == send.BookedAt ? first : (await ReadAsync(int.MaxValue)).Find(p => p.At == send.BookedAt);

        Task<List<LinesBooked>> ReadAsync(int most) =>
            session.PagesAsync<LinesBooked>(
                ResultBooked.StreamOf(send.EventId),
                ("number", send.Number.ToString(CultureInfo.InvariantCulture)),
                ("lines", "venId"),
                send.From,
                most,
                cancellation
            );
    }
}
