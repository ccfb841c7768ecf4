using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>A VEN that is removed while events hold it, or are announced to it, is told to restore, and its part in them ends.</summary>
public static class EndPartsOfRemovedHandler
{
    private const string Reason = "the VEN was removed";

    public static async Task<PublishCommands> Handle(
        Stored<VenRemoved> removed,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var venId = Ven.VenOf(removed.Stream)!;
        await session.LockStreamsAsync([removed.Stream], cancellation);
        var streams = await session.UnsettledAsync([venId], cancellation);
        var now = clock.GetUtcNow();
        var ended = new List<(string Stream, object Event)>();
        foreach (var participation in await session.LockAsync<Participation>([.. streams], cancellation))
        {
            var owner = await session.LoadAsync<DrEvent>(participation.EventId!, cancellation);
            object stored = participation switch
            {
                { Status: ParticipationStatus.Displaced } => new ParticipationEnded(Reason, now),
                _ when participation.IsReady(now) => Reconcile.Withdraw(owner!, participation, now, Reason),
                _ => Reconcile.Restore(owner!, participation, now, Reason),
            };
            ended.Add((participation.Id, stored));
        }
        await StreamAppends.AppendAsync(session, ended, cancellation);
        return PublishCommands.Among(ended);
    }
}
