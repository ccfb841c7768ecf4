using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>A VEN that is disabled takes no part in what has not begun: what was made ready for it is taken back. A part that began goes on.</summary>
public static class WithdrawFromDisabledHandler
{
    public static async Task<PublishCommands> Handle(
        Stored<VenChanged> changed,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (changed.Event.Enabled)
            return new PublishCommands([]);
        await session.LockStreamsAsync([changed.Stream], cancellation);
        // Enabled again meanwhile, it may have been planned again.
        if (await session.LoadAsync<Ven>(changed.Stream, cancellation) is not { Enabled: false } ven)
            return new PublishCommands([]);
        var streams = await session.UnsettledAsync([ven.VenId], cancellation);
        var now = clock.GetUtcNow();
        var withdrawn = new List<(string Stream, object Event)>();
        foreach (var participation in (await session.LockAsync<Participation>([.. streams], cancellation)).Where(p => p.IsReady(now)))
        {
            var owner = await session.LoadAsync<DrEvent>(participation.EventId!, cancellation);
            withdrawn.Add((participation.Id, Reconcile.Withdraw(owner!, participation, now, SkipReasons.Disabled)));
        }
        await StreamAppends.AppendAsync(session, withdrawn, cancellation);
        return PublishCommands.Among(withdrawn);
    }
}
