using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Results;

/// <summary>By which profile the VENs of an event are measured before those of the settings are tried.</summary>
public static class FirstProfiles
{
    /// <summary>
    /// By VEN id: for all of them that of the event's programme, as its terms were when the event was asked for; else what was assigned to each of them when
    /// the event began. Who has neither is left out.
    /// </summary>
    public static async Task<Dictionary<string, string>> FirstProfilesAsync(
        this IQuerySession session,
        string eventId,
        DateTimeOffset began,
        IReadOnlyCollection<string> venIds,
        CancellationToken cancellation
    )
    {
        if (await OfProgrammeAsync(session, eventId, cancellation) is { } ofProgramme)
            return venIds.ToDictionary(v => v, _ => ofProgramme);
        var assigned = await session.AssignedAsync(venIds, began, cancellation);
        return assigned.Where(a => a.Value.Profile is not null).ToDictionary(a => a.Key, a => a.Value.Profile!);
    }

    private static async Task<string?> OfProgrammeAsync(IQuerySession session, string eventId, CancellationToken cancellation)
    {
        if (await session.LoadAsync<DrEvent>(eventId, cancellation) is not { Targets.Programme: { } programmeId } state)
            return null;
        var said = await session.EventsOfAsync(
            Programme.StreamOf(programmeId),
            [typeof(ProgrammeOpened), typeof(ProgrammeChanged)],
            cancellation
        );
        return said.Select(e =>
                e.Data switch
                {
                    ProgrammeOpened o => (o.At, o.Terms),
                    ProgrammeChanged c => (c.At, c.Terms),
                    _ => throw new InvalidOperationException($"{e.EventTypeName} was not asked for"),
                }
            )
            .LastOrDefault(t => t.At <= state.CreatedAt)
            .Terms?.Profile;
    }
}
