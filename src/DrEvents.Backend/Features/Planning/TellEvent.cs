using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

public static class TellEventHandler
{
    public static async Task<OutgoingMessages> Handle(TellEvent tell, IQuerySession session, CancellationToken cancellation)
    {
        var planned = (await PlannedEvent.ReadAsync(session, [tell.EventId], cancellation)).GetValueOrDefault(tell.EventId);
        if (planned is not { Event.HasToTell: true })
            return [];
        return [.. TellVens.All(planned, await session.ParticipantsAsync(tell.EventId, cancellation))];
    }
}
