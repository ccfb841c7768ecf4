using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Books results and appends what they come to, in one transaction and one after the other for each event.</summary>
public sealed class ResultBooking(TermsInForce terms, IOptions<SettlementOptions> options, TimeProvider clock)
{
    private const string AllBookings = "bookings";

    /// <summary>Books a result that is not booked yet, and that no later one was booked before.</summary>
    public async Task BookAsync(IDocumentSession session, string eventId, int number, CancellationToken cancellation)
    {
        var (results, bookings) = await HeldAsync(session, eventId, cancellation);
        if (results.Find(r => r.Number == number) is { } result && bookings.TrueForAll(b => b.Number < number))
            await AppendAsync(session, eventId, result, bookings, evenEmpty: true, cancellation);
    }

    /// <summary>Books the newest result of an event, or what of it was refused before and can be booked now.</summary>
    /// <returns>The newest booking, and whether it was made now; null where the event has none.</returns>
    public async Task<(ResultBooked? Newest, bool IsNew)> BookNewestAsync(
        IDocumentSession session,
        string eventId,
        CancellationToken cancellation
    )
    {
        var (results, bookings) = await HeldAsync(session, eventId, cancellation);
        if (results.LastOrDefault() is not { } result)
            return (bookings.LastOrDefault(), false);
        var isFirst = bookings.TrueForAll(b => b.Number < result.Number);
        var made = await AppendAsync(session, eventId, result, bookings, evenEmpty: isFirst, cancellation);
        return (made ?? bookings.LastOrDefault(), made is not null);
    }

    private static async Task<(List<ResultIssued> Results, List<ResultBooked> Bookings)> HeldAsync(
        IDocumentSession session,
        string eventId,
        CancellationToken cancellation
    )
    {
        // One booking after the other, also of different events: their hours may overlap, and each has to see what the other has booked.
        await session.HoldAsync(AllBookings, cancellation);
        // Another node, or a message that comes again, waits here, and then finds what this one has booked.
        await session.HoldAsync(ResultBooked.StreamOf(eventId), cancellation);
        return (await session.ResultsAsync(eventId, cancellation), await session.BookingsAsync(eventId, cancellation));
    }

    private async Task<ResultBooked?> AppendAsync(
        IDocumentSession session,
        string eventId,
        ResultIssued result,
        List<ResultBooked> bookings,
        bool evenEmpty,
        CancellationToken cancellation
    )
    {
        if (terms.Book is not { } book)
            return null;
        var before = await session.LinesByVenAsync(eventId, cancellation);
        var at = AtOf(bookings);
        var made = new BookingMade(
            eventId,
            result,
            book,
            options.Value.BookProvisional,
            before,
            at,
            (await session.LoadAsync<DrEvent>(eventId, cancellation))?.Targets?.Programme,
            await ElsewhereAsync(session, eventId, result, cancellation)
        );
        await foreach (var page in session.AllVenResultsAsync(eventId, result.Number, cancellation))
        {
            var vens = await session.LoadManyAsync<Ven>(cancellation, page.Vens.Select(v => Ven.StreamOf(v.VenId)));
            var groups = vens.ToDictionary(v => v.VenId, v => v.Groups);
            foreach (var ven in page.Vens)
                made.Add(ven, groups.GetValueOrDefault(ven.VenId) ?? []);
        }
        var booked = made.Done();
        if (booked.Lines == 0 && !evenEmpty)
            return null;
        var lines = made
            .Lines.Chunk(LinesBooked.LinesMax)
            .Select(page => new LinesBooked(result.Number, at, result.Start, result.End, [.. page.Select(LineBooked.From)]));
        var id = ResultBooked.IdOf(eventId, result.Number, bookings.Count(b => b.Number == result.Number));
        session.Events.Append(ResultBooked.StreamOf(eventId), [.. lines, new Event<ResultBooked>(booked) { Id = id }]);
        return booked;
    }

    /// <summary>By which other event VENs are booked for hours that overlap with the result's, by VEN. Lines are read from streams: read models may be behind.</summary>
    private static async Task<Dictionary<string, string>> ElsewhereAsync(
        IQuerySession session,
        string eventId,
        ResultIssued result,
        CancellationToken cancellation
    )
    {
        var others = await session
            .Query<DrEvent>()
            .Where(e => e.Id != eventId && e.ActivatedAt != null && e.StartTime < result.End && e.EndTime > result.Start)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var booked = new Dictionary<string, string>();
        foreach (var other in others.Order(StringComparer.Ordinal))
        {
            foreach (var (venId, lines) in await session.LinesByVenAsync(other, cancellation))
            {
                if (
                    lines[^1].Start.ToDateTimeOffset() < result.End
                    && lines[^1].End.ToDateTimeOffset() > result.Start
                    && lines.Sum(l => l.QuantityKwh) != 0
                )
                    booked.TryAdd(venId, other);
            }
        }
        return booked;
    }

    /// <summary>Now, in whole milliseconds; never before what is booked already, also where another node's clock is ahead.</summary>
    private DateTimeOffset AtOf(List<ResultBooked> bookings)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        return bookings is [.., var last] && last.At > now ? last.At : now;
    }
}
