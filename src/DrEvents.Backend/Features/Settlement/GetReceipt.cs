using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Proof;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Makes receipts of the newest result of an event.</summary>
public sealed class Receipts(ReceiptKey key, TermsInForce terms)
{
    /// <summary>The receipt of a VEN, not signed yet; or why there is none.</summary>
    public async Task<(Receipt? Receipt, string? Why)> OfAsync(
        IQuerySession session,
        string eventId,
        string venId,
        CancellationToken cancellation
    )
    {
        if (key.Key is null)
            return (null, ReceiptKey.None);
        if ((await session.ResultsAsync(eventId, cancellation)).LastOrDefault() is not { } result)
            return (null, $"Event {eventId} has no result yet");
        var number = result.Number;
        var page = await session.VenResultsAsync(eventId, number, venId, 1, cancellation);
        if (page.SelectMany(p => p.Vens).FirstOrDefault(v => v.VenId == venId) is not { } ven)
            return (null, Numbered($"VEN {venId} is not in result {number} of event {eventId}{WhyNot(result, venId)}"));
        if (ven.SignedKwh is not { } kwh)
            return (null, Numbered($"The energy of VEN {venId} in result {number} of event {eventId} is not known: {ven.Provisional}"));
        var bookings = await session.BookingsAsync(eventId, cancellation);
        // With terms there is money on it, and without the money it would be another document.
        if (terms.Book is not null && bookings.TrueForAll(b => b.Number < number))
            return (null, Numbered($"Result {number} of event {eventId} is not booked yet"));
        var lines = await session.LinesOfAsync(eventId, venId, bookings.Where(b => b.Number <= number), cancellation);
        var money = lines.Count > 0 ? ReceiptMoney.Of(lines.Sum(l => l.Amount), lines[^1].Currency) : null;
        return (Of(eventId, result, ven, kwh, money), null);
    }

    public string Sign(Receipt receipt) => receipt.SignedBy(key.Key!);

    private static Receipt Of(string eventId, ResultIssued result, VenResult ven, double kwh, ReceiptMoney? money) =>
        new(
            ven.VenId,
            eventId,
            result.Number,
            ven.Profile,
            ven.ProfileVersion,
            kwh / (result.End - result.Start).TotalHours,
            kwh,
            money,
            Instant.FromDateTimeOffset(result.At),
            ven.Provisional
        );

    private static string WhyNot(ResultIssued result, string venId) =>
        result.NotMeasuredVens.FirstOrDefault(v => v.VenId == venId) is { } named ? $": {named.Why}" : "";

    private static string Numbered(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

public static class GetReceipt
{
    public static async Task<(Receipt? Receipt, ProblemDetails Problem)> LoadAsync(
        string id,
        string venId,
        IQuerySession session,
        Receipts receipts,
        CancellationToken cancellation
    )
    {
        if (await KnownEvent.BeforeAsync(id, session, cancellation) is var unknown && unknown != Problems.None)
            return (null, unknown);
        if (!VenIds.IsValid(venId))
            return (null, Problems.NotFound("VEN", venId));
        var (receipt, why) = await receipts.OfAsync(session, id, venId, cancellation);
        return (receipt, receipt is null ? Bookings.None(why!) : Problems.None);
    }

    /// <summary>Shows what the newest result of an event says of a VEN, signed.</summary>
    /// <remarks>The same result gives the same bytes. 404 where there is none; <c>detail</c> says why.</remarks>
    [WolverineGet("/api/events/{id}/vens/{venId}/receipt")]
    [ProducesResponseType<ReceiptView>(StatusCodes.Status200OK)]
    public static IResult Get(Receipt? receipt, Receipts receipts) =>
        TypedResults.Text(receipts.Sign(receipt!), "application/json", Encoding.UTF8);
}

public static class GetReceiptKey
{
    public static ProblemDetails Validate(ReceiptKey key) => key.Key is null ? Bookings.None(ReceiptKey.None) : Problems.None;

    /// <summary>Shows the public key that verifies receipts.</summary>
    [WolverineGet("/api/receipt-key")]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static ReceiptKeyView Get(ReceiptKey key) => new(key.Key!.Public.Id, "Ed25519", key.Key.Public.ToPem());
}
