using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Everything that an event's figures are made of: its VENs' parts, by VEN id, and what their meters show, by participation.</summary>
public sealed record EventFigures(
    DrEvent Event,
    IReadOnlyList<Participation> Participations,
    IReadOnlyDictionary<string, MeteredParticipation> Metered
)
{
    public EventTotals Totals(DateTimeOffset now) =>
        EventTotals.Of([.. Participations.Select(ParticipationRow.Of)], Metered.Values.Select(MeterRow.Of), now) with
        {
            Return = Event.IsOver ? ReturnTotals.Of(Metered.Values) : null,
        };

    public static async Task<EventFigures> ReadAsync(IQuerySession session, DrEvent state, CancellationToken cancellation)
    {
        var eventId = state.Id;
        var participations = await session.Query<Participation>().Where(p => p.EventId == eventId).ToListAsync(cancellation);
        var metered = await session.Query<MeteredParticipation>().Where(m => m.EventId == eventId).ToListAsync(cancellation);
        return new EventFigures(state, [.. participations.OrderBy(p => p.VenId, StringComparer.Ordinal)], metered.ToDictionary(m => m.Id));
    }
}
