using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Everything that an event's figures are made of: its VENs' parts, by VEN id, and what their meters show, by participation.</summary>
/// <param name="Others">VENs that it does not call; null where they are not known, or not needed.</param>
public sealed record EventFigures(
    DrEvent Event,
    IReadOnlyList<Participation> Participations,
    IReadOnlyDictionary<string, MeteredParticipation> Metered,
    ControlGroup? Others = null
)
{
    public EventTotals Totals(DateTimeOffset now) =>
        EventTotals.Of([.. Participations.Select(ParticipationRow.Of)], Metered.Values.Select(MeterRow.Of), now, Others) with
        {
            Return = Event.IsOver ? ReturnTotals.Of(Metered.Values) : null,
        };

    public EventDrift Drift(DateTimeOffset now) =>
        EventDrift.Of([.. Metered.Values.Select(MeterRow.Of).OrderBy(m => m.Id, StringComparer.Ordinal)], now, Others);

    public static bool AreOthersNeeded(IEnumerable<MeteredParticipation> metered) => metered.Any(m => MeterRow.Of(m).IsMoved);

    public static Task<EventFigures> ReadAsync(IQuerySession session, DrEvent state, CancellationToken cancellation) =>
        ReadAsync(session, state, isWhole: false, cancellation);

    /// <param name="isWhole">Whether others are read of all five minutes of an event that runs, not only of the newest.</param>
    public static async Task<EventFigures> ReadAsync(IQuerySession session, DrEvent state, bool isWhole, CancellationToken cancellation)
    {
        var eventId = state.Id;
        var participations = await session.Query<Participation>().Where(p => p.EventId == eventId).ToListAsync(cancellation);
        var metered = await session.Query<MeteredParticipation>().Where(m => m.EventId == eventId).ToListAsync(cancellation);
        var others = AreOthersNeeded(metered) ? await session.ControlGroupAsync(state, isWhole, cancellation) : null;
        return new EventFigures(
            state,
            [.. participations.OrderBy(p => p.VenId, StringComparer.Ordinal)],
            metered.ToDictionary(m => m.Id),
            others
        );
    }
}
