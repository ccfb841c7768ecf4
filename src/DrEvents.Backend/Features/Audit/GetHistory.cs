using DrEvents.Measurement.Audit;

namespace DrEvents.Backend.Features.Audit;

public static class GetHistoryHead
{
    /// <summary>Shows where the chain of all results ends: what somebody keeps elsewhere, so that a history that was written anew shows.</summary>
    [WolverineGet("/api/history/head")]
    [Needs(Need.Audit)]
    public static async Task<HistoryHead> Get(IQuerySession session, CancellationToken cancellation) =>
        await session.HeadAsync(cancellation) is { } head
            ? new HistoryHead(head.Place, head.Hash, head.At)
            : new HistoryHead(0, null, null);
}

public static class VerifyHistory
{
    private const int HashDigits = 64;

    public static ProblemDetails Validate(string? eventId, string? head)
    {
        var fields = new QueryFields();
        fields.If(
            !string.IsNullOrEmpty(head) && !(head.Length == HashDigits && head.All(char.IsAsciiHexDigitLower)),
            "head",
            "is not 64 hex digits in small letters"
        );
        fields.If(!string.IsNullOrEmpty(eventId) && !EventIds.IsValid(eventId), "eventId", "is not evt- and 8 hex digits");
        return fields.Answer;
    }

    /// <summary>Looks whether every row that results rest on is still what it was when the result was chained, and names the first that is not.</summary>
    /// <remarks>
    /// <c>eventId</c>: rows of this event alone; the chain itself is always looked at whole. <c>head</c>: a hash that was kept elsewhere; a chain in which no
    /// link has it was made anew.
    /// </remarks>
    [WolverineGet("/api/history/verify")]
    [Needs(Need.Audit)]
    [HeavyRead]
    public static Task<HistoryReport> Get(string? eventId, string? head, HistoryAudit audit, CancellationToken cancellation) =>
        audit.OfAsync(string.IsNullOrEmpty(eventId) ? null : eventId, string.IsNullOrEmpty(head) ? null : head, cancellation);
}
