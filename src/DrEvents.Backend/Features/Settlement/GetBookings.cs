using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;

namespace DrEvents.Backend.Features.Settlement;

public static class GetBookings
{
    /// <summary>404 where nothing is booked; it says why.</summary>
    public static async Task<(List<ResultBooked>? Found, ProblemDetails Problem)> LoadAsync(
        string id,
        IQuerySession session,
        TermsInForce terms,
        CancellationToken cancellation
    )
    {
        if (await KnownEvent.BeforeAsync(id, session, cancellation) is var unknown && unknown != Problems.None)
            return (null, unknown);
        var found = await session.BookingsAsync(id, cancellation);
        if (found.Count > 0)
            return (found, Problems.None);
        var hasResult = (await session.ResultsAsync(id, cancellation)).Count > 0;
        return (
            null,
            Bookings.None(
                terms.Book is null ? $"Nothing is booked: {TermsInForce.None}"
                : hasResult ? $"Nothing of event {id} is booked yet"
                : $"Nothing of event {id} is booked: it has no result yet"
            )
        );
    }

    /// <summary>Lists how the results of an event were booked, the newest first.</summary>
    [WolverineGet("/api/events/{id}/bookings")]
    [Needs(Need.Read, Reach.Path)]
    public static IReadOnlyList<BookingView> Get(string id, List<ResultBooked>? found) =>
        [.. Enumerable.Reverse(found!).Select(b => Bookings.View(id, b))];
}

public static class BookNewest
{
    public static async Task<ProblemDetails> ValidateAsync(
        string id,
        IQuerySession session,
        TermsInForce terms,
        CancellationToken cancellation
    ) =>
        await KnownEvent.BeforeAsync(id, session, cancellation) is var unknown && unknown != Problems.None ? unknown
        : terms.Book is null ? Problems.Conflict($"Nothing is booked: {TermsInForce.None}")
        : (await session.ResultsAsync(id, cancellation)).Count == 0 ? Problems.Conflict($"Event {id} has no result yet")
        : Problems.None;

    /// <summary>Books the newest result of an event where it is not booked, and what of it was refused where it can be booked now.</summary>
    [WolverinePost("/api/events/{id}/bookings")]
    [Needs(Need.Settle, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<BookingAsked> Post(
        string id,
        [NotBody] ResultBooking booking,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        var (newest, isNew) = await booking.BookNewestAsync(session, id, cancellation);
        return new BookingAsked(isNew, Bookings.View(id, newest!));
    }
}

/// <summary>Bookings as they are shown.</summary>
internal static class Bookings
{
    public static BookingView View(string eventId, ResultBooked b) =>
        new(
            eventId,
            b.Number,
            b.At,
            b.Lines,
            b.Unchanged,
            b.WithoutTerms,
            b.Refused,
            [.. b.RefusedVens.Select(r => new RefusedLineView(r.VenId, r.Why))],
            [.. b.Totals.Select(t => new BookedTotalView(t.Currency, Text(t.QuantityKwh), Text(t.Amount)))]
        );

    public static ProblemDetails None(string why) => Problems.Of(StatusCodes.Status404NotFound, "Not found", why);

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
