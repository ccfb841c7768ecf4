using DrEvents.Backend.Features.Events;
using DrEvents.Measurement.Proof;

namespace DrEvents.Backend.Features.Settlement;

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
    [Needs(Need.Read, Reach.Path)]
    [ProducesResponseType<ReceiptView>(StatusCodes.Status200OK)]
    public static IResult Get(Receipt? receipt, Receipts receipts) =>
        TypedResults.Text(receipts.Sign(receipt!), "application/json", Encoding.UTF8);
}

public static class GetReceiptKey
{
    public static ProblemDetails Validate(ReceiptKey key) => key.Key is null ? Bookings.None(ReceiptKey.None) : Problems.None;

    /// <summary>Shows the public key that verifies receipts.</summary>
    [WolverineGet("/api/receipt-key")]
    [Needs(Need.Read, Reach.Nothing)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static ReceiptKeyView Get(ReceiptKey key) => new(key.Key!.Public.Id, "Ed25519", key.Key.Public.ToPem());
}
