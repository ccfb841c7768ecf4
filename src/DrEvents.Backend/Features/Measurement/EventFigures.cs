using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using Marten;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Everything that an event's figures are made of.</summary>
/// <param name="Event">The DR event.</param>
/// <param name="Parts">Every VEN's part, by VEN id.</param>
/// <param name="Metered">What the meters show, by participation.</param>
public sealed record EventFigures(
    DrEvent Event,
    IReadOnlyList<Participation> Parts,
    IReadOnlyDictionary<string, MeteredParticipation> Metered
)
{
    /// <summary>What they come to at this time.</summary>
    public EventTotals Totals(DateTimeOffset now) => EventTotals.Of(Parts, Metered, now);

    /// <summary>Reads an event's figures from the read models; null when there is no such event.</summary>
    public static async Task<EventFigures?> ReadAsync(IQuerySession session, string eventId, CancellationToken cancellation)
    {
        if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { } state)
            return null;
        var parts = await session.Query<Participation>().Where(p => p.EventId == eventId).ToListAsync(cancellation);
        var metered = await session.Query<MeteredParticipation>().Where(m => m.EventId == eventId).ToListAsync(cancellation);
        return new EventFigures(state, [.. parts.OrderBy(p => p.VenId, StringComparer.Ordinal)], metered.ToDictionary(m => m.Id));
    }
}
