using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Participations;

/// <summary>Participations that something still happens in; a late answer to an older one folds its stream when it comes.</summary>
public sealed class UrgentParticipations(TimeProvider clock) : IUrgentStreams
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public async Task<Predicate<StreamLength>> AsPredicateAsync(IQuerySession session, CancellationToken cancellation)
    {
        var since = clock.GetUtcNow() - Recent;
        var events = await session
            .Query<DrEvent>()
            .Where(e => e.Status == EventStatus.Scheduled || e.Status == EventStatus.Active)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var owners = events.ToHashSet();
        return s => Participation.Parse(s.Stream) is not var (owner, _) || s.At >= since || owners.Contains(owner);
    }
}
