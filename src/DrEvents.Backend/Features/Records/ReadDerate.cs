using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Delivery;

namespace DrEvents.Backend.Features.Records;

/// <summary>Reads what a VEN delivered by the results of its last events.</summary>
public static class ReadDerate
{
    /// <summary>So many events are looked at, for those that it has a result of.</summary>
    private const int LookedAtMost = 4 * CapacityDerate.EventsDefault;

    /// <summary>Older events tell of another season.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(400);

    private sealed record Row(string? EventId, DateTimeOffset? BeganAt, double RequestedKw, bool WasToldToShed);

    /// <summary>By what its capacity is to be multiplied. An event without a result of it does not count, and not as 0 either.</summary>
    public static async Task<CapacityDerate> DerateAsync(
        this IQuerySession session,
        string venId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var parts = await session.PartsSinceAsync<Row>([venId], now - Recent, cancellation);
        var past = new List<PastDelivery>();
        foreach (
            var part in parts
                .Where(p => p is { EventId: not null, WasToldToShed: true, RequestedKw: > 0 })
                .OrderByDescending(p => p.BeganAt)
                .Take(LookedAtMost)
        )
        {
            if (past.Count == CapacityDerate.EventsDefault)
                break;
            if (await DeliveredAsync(session, part.EventId!, venId, cancellation) is { } kw)
                past.Add(new PastDelivery(part.RequestedKw, kw));
        }
        return CapacityDerate.Of(past);
    }

    /// <summary>Its signed mean by the newest result; null where that has none of it.</summary>
    private static async Task<double?> DeliveredAsync(IQuerySession session, string eventId, string venId, CancellationToken cancellation)
    {
        if ((await session.ResultsAsync(eventId, cancellation)).LastOrDefault() is not { } newest)
            return null;
        var page = await session.VenResultsAsync(eventId, newest.Number, venId, most: 1, cancellation);
        var ven = page.SelectMany(p => p.Vens).FirstOrDefault(v => v.VenId == venId);
        return ven?.SignedKwh / (newest.End - newest.Start).TotalHours;
    }
}
