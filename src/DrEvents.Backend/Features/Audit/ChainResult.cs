using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Audit;

/// <summary>Put a result into the chain of all results.</summary>
public sealed record ChainResult(string EventId, int Number);

public static class ChainWhenIssuedHandler
{
    public static ChainResult Handle(Stored<ResultIssued> issued) => new(ResultStream.EventOf(issued.Stream), issued.Event.Number);
}

public static class ChainResultHandler
{
    /// <summary>An event of ten thousand VENs has some ninety thousand rows.</summary>
    private const int LongestS = 600;

    [MessageTimeout(LongestS)]
    public static async Task<PublishHead?> Handle(
        ChainResult chain,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        // Links follow one another: whoever comes at the same time waits, and then finds what was chained.
        await session.HoldAsync(HistoryStream.Name, cancellation);
        var isChained = await session.StoredIdsAsync([HistoryStream.IdOf(chain.EventId, chain.Number)], cancellation) is { Count: > 0 };
        var result = (await session.ResultsAsync(chain.EventId, cancellation)).Find(r => r.Number == chain.Number);
        if (result is null || isChained)
            return null;
        var rows = await HistoryRows.OfAsync(session, chain.EventId, cancellation);
        var link = HistoryLink.After(
            await session.HeadAsync(cancellation),
            chain.EventId,
            chain.Number,
            result.Hash,
            rows.Max(r => r.Sequence),
            [.. rows.Select(r => r.Digest)],
            clock.GetUtcNow()
        );
        session.Events.Append(HistoryStream.Of(chain.EventId), [.. HistoryRows.Pages(link.Place, rows)]);
        session.Events.Append(
            HistoryStream.Name,
            new Event<ResultChained>(new ResultChained(link)) { Id = HistoryStream.IdOf(chain.EventId, chain.Number) }
        );
        return new PublishHead(link.Place, link.Hash);
    }
}
