using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Book a result that was issued.</summary>
public sealed record BookResult(string EventId, int Number);

/// <summary>Each result that is issued is booked, where there are terms.</summary>
public static class BookResultWhenIssuedHandler
{
    public static OutgoingMessages Handle(Stored<ResultIssued> issued, TermsInForce terms) =>
        terms.Book is not null && BaselineSealed.EventOf(issued.Stream) is { } eventId
            ? [new BookResult(eventId, issued.Event.Number)]
            : [];
}

public static class BookResultHandler
{
    /// <summary>An event of ten thousand VENs on a busy machine.</summary>
    private const int LongestS = 600;

    [MessageTimeout(LongestS)]
    public static Task Handle(BookResult book, IDocumentSession session, ResultBooking booking, CancellationToken cancellation) =>
        booking.BookAsync(session, book.EventId, book.Number, cancellation);
}
