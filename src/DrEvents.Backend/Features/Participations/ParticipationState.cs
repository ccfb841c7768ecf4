namespace DrEvents.Backend.Features.Participations;

public sealed class ParticipationState : StreamState<Participation>
{
    public ParticipationState()
        : base(Participation.Fold, "evt-", DirectCommands.Prefix)
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

    public override bool IsOne(string stream) => Participation.Parse(stream) is not null;
}
