using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Participations;

public sealed class ParticipationState : StreamState<Participation>
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public ParticipationState()
        : base(Participation.Fold, DirectCommands.Prefix, "evt-")
    {
        Name = "Participations";
        Version = 2;
        Folds<CommandDispatched>();
        Folds<CommandAccepted>();
        Folds<CommandExpired>();
        FoldsAndTells<AckReceived>(e => !e.Ok && e.Standing != AckStandings.Repeated);
        FoldsAndTells<OptedOut>();
        Folds<OptedIn>();
        Folds<ParticipationSkipped>();
        Folds<ParticipationDisplaced>();
        Folds<ParticipationEnded>();
    }

    protected override bool IsOne(string stream) => Participation.Parse(stream) is not null;

    /// <summary>A late answer to an older one folds its stream when it comes.</summary>
    public override async Task<Predicate<StreamLength>> UrgentAsync(
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var open = await session.EventIdsAsync(e => e.Status == EventStatus.Scheduled || e.Status == EventStatus.Active, cancellation);
        var owners = open.ToHashSet();
        return s => s.At >= now - Recent || owners.Contains(Participation.Parse(s.Stream)!.Value.Owner);
    }
}
